"""What a training container knows about its job."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ML = Path("/opt/ml")
OWN = ("sagemaker_", "_tuning_objective_metric")


def read(name: str) -> dict[str, Any]:
    """Return one of the files of the job's configuration."""
    file = ML / f"input/config/{name}.json"
    found: dict[str, Any] = json.loads(file.read_text()) if file.is_file() else {}
    return found


def read_hyperparameters() -> dict[str, Any]:
    """Return the hyperparameters, each with its JSON value or as the text that it is."""
    return {name: decoded(value) for name, value in read("hyperparameters").items()}


def decoded(value: str) -> Any:
    """Return a value of JSON, or the text that it is."""
    try:
        return json.loads(value)
    except ValueError:
        return value


class Environment(Mapping[str, Any]):
    """The job's names, folders, hosts and hyperparameters, as attributes and as a mapping."""

    def __init__(self) -> None:
        given, resources, channels = read_hyperparameters(), read("resourceconfig"), read("inputdataconfig")
        hosts = resources.get("hosts", ["algo-1"])
        current = resources.get("current_host", "algo-1")
        program = str(given.get("sagemaker_program", os.environ.get("SAGEMAKER_PROGRAM", "")))
        self._known = {
            "channel_input_dirs": {name: str(ML / "input/data" / name) for name in channels},
            "current_host": current,
            "hosts": hosts,
            "hyperparameters": {name: value for name, value in given.items() if not name.startswith(OWN)},
            "input_config_dir": str(ML / "input/config"),
            "input_data_config": channels,
            "input_dir": str(ML / "input"),
            "is_master": current == hosts[0],
            "job_name": os.environ.get("TRAINING_JOB_NAME"),
            "log_level": given.get("sagemaker_container_log_level", 20),
            "master_hostname": hosts[0],
            "model_dir": str(ML / "model"),
            "module_dir": str(given.get("sagemaker_submit_directory", ML / "code")),
            "module_name": program.removesuffix(".py"),
            "network_interface_name": resources.get("network_interface_name", "eth0"),
            "num_cpus": os.cpu_count(),
            "num_gpus": 0,
            "output_data_dir": str(ML / "output/data"),
            "output_dir": str(ML / "output"),
            "output_intermediate_dir": str(ML / "output/intermediate"),
            "resource_config": resources,
            "user_entry_point": program,
        }

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._known:
            raise AttributeError(f"the local AWS's environment has no {name}")
        return self._known[name]

    def __getitem__(self, name: str) -> Any:
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)
