"""Script mode's training toolkit: the user's script runs with --key value arguments and the SM_ environment.

Source: sagemaker-training-toolkit, environment.py and mapping.py, for the names, the encoding and the words of a failure.
"""

import json
import os
import sys
from collections import deque
from pathlib import Path
from typing import Any

from local.containers import program
from local.containers.toolkits import sources

ML, CODE = Path("/opt/ml"), Path("/opt/ml/code")
RESERVED = ("sagemaker_", "_tuning_objective_metric")
LAST_LINES = 20


def train(hyperparameters: dict[str, str]) -> int:
    """Run the script, and return its exit status; what it said last goes to output/failure."""
    given = {key: decoded(value) for key, value in hyperparameters.items()}
    sources.unpack(given["sagemaker_submit_directory"], CODE)
    own = {key: value for key, value in given.items() if not key.startswith(RESERVED)}
    command = [sys.executable, given["sagemaker_program"], *arguments(own)]
    print("Invoking user script\n\n" + " ".join(command), flush=True)
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        for file in (1, 2):
            os.dup2(writing, file)
        program.begin(command[0], command[1:], str(CODE), {**outside(), **environment(given, own)})
    os.close(writing)
    last: deque[str] = deque(maxlen=LAST_LINES)
    with os.fdopen(reading, errors="replace") as lines:
        for line in lines:
            print(line, end="")
            last.append(line.rstrip())
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if status:
        said = next((line for line in reversed(last) if line.strip()), "")
        words = f'ExecuteUserScriptError:\nExitCode {status}\nErrorMessage "{said}"\nCommand "{" ".join(command)}"'
        (ML / "output/failure").write_text(words)
    return status


def outside() -> dict[str, str]:
    """Return the container's environment; of the local AWS a script can import what AWS's images have."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parent / "aws")}


def decoded(value: str) -> Any:
    """Return a hyperparameter's JSON value, or the text itself where it is none."""
    try:
        return json.loads(value)
    except ValueError:
        return value


def arguments(own: dict[str, Any]) -> list[str]:
    """Return the command-line arguments for hyperparameters, in the order of their names."""
    found = []
    for key in sorted(own):
        value = own[key]
        text = ",".join(f"{name}={item}" for name, item in sorted(value.items())) if isinstance(value, dict) else str(value)
        text = "" if value is None else text
        found += [f"--{key}" if len(key) > 1 else f"-{key}", text]
    return found


def variable(value: Any) -> str:
    """Return a hyperparameter as its variable holds it."""
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def environment(given: dict[str, Any], own: dict[str, Any]) -> dict[str, str]:
    """Return the SM_ variables."""
    config = ML / "input/config"
    channels = json.loads((config / "inputdataconfig.json").read_text())
    resources = json.loads((config / "resourceconfig.json").read_text())
    folders = {name: str(ML / "input/data" / name) for name in channels}
    known = {
        "SM_MODEL_DIR": str(ML / "model"),
        "SM_OUTPUT_DIR": str(ML / "output"),
        "SM_OUTPUT_DATA_DIR": str(ML / "output/data"),
        "SM_INPUT_DIR": str(ML / "input"),
        "SM_INPUT_CONFIG_DIR": str(config),
        "SM_CHANNELS": json.dumps(sorted(channels)),
        "SM_HPS": json.dumps(own),
        "SM_USER_ARGS": json.dumps(arguments(own)),
        "SM_CURRENT_HOST": resources["current_host"],
        "SM_HOSTS": json.dumps(resources["hosts"]),
        "SM_NUM_GPUS": "0",
        "SM_NUM_CPUS": str(os.cpu_count()),
        "SM_LOG_LEVEL": str(given.get("sagemaker_container_log_level", 20)),
        "SM_MODULE_NAME": str(given["sagemaker_program"]).removesuffix(".py"),
        "SM_USER_ENTRY_POINT": str(given["sagemaker_program"]),
    }
    known |= {f"SM_CHANNEL_{name.upper()}": folder for name, folder in folders.items()}
    known |= {f"SM_HP_{key.upper()}": variable(value) for key, value in own.items()}
    return {
        **known,
        "SM_TRAINING_ENV": json.dumps({"channel_input_dirs": folders, "hyperparameters": own, "job_name": given.get("sagemaker_job_name")}),
    }
