"""The example scripts of frameworks: they train where the framework is installed, and lack nothing but the framework where it is not."""

import ast
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from examples.byod.digits import as_csv, split

ROOT = Path(__file__).parents[2]
MODULES = {"pytorch": "torch", "tensorflow": "tensorflow", "mxnet": "mxnet"}
# The Python of the newest image that AWS has.
PYTHONS = {"pytorch": (3, 12), "tensorflow": (3, 12), "mxnet": (3, 8)}
LEAVES = {"pytorch": "model.pt", "tensorflow": "1/saved_model.pb", "mxnet": "model-symbol.json"}
NOTEBOOKS = {"pytorch": "05_pytorch", "tensorflow": "03_tensorflow", "mxnet": "04_mxnet"}


@pytest.fixture(params=MODULES)
def framework(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def script(framework: str) -> Path:
    return ROOT / "examples" / framework / "train.py"


def test_a_script_is_written_in_the_python_of_aws_s_image(framework: str) -> None:
    text = script(framework).read_text()
    ast.parse(text, feature_version=PYTHONS[framework])
    newer = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("list", "dict", "tuple")
    ]
    assert newer == [], "list[int] needs Python 3.9"


def test_a_script_knows_every_hyperparameter_that_its_notebook_gives(framework: str) -> None:
    cells = json.loads((ROOT / "notebooks" / f"{NOTEBOOKS[framework]}.ipynb").read_text())["cells"]
    (text,) = ["".join(cell["source"]) for cell in cells if cell["id"] == "parameters"]
    given = {
        key.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Dict)
        for name, value in zip(node.keys, node.values, strict=True)
        if isinstance(name, ast.Constant) and name.value == "HyperParameters" and isinstance(value, ast.Dict)
        for key in value.keys
        if isinstance(key, ast.Constant)
    }
    assert given == {"epochs", "hidden", "learning_rate"}
    calls = [node for node in ast.walk(ast.parse(script(framework).read_text())) if isinstance(node, ast.Call)]
    known = {ast.literal_eval(call.args[0])[2:] for call in calls if ast.unparse(call.func) == "parser.add_argument"}
    assert given <= known


def test_a_script_trains_or_lacks_nothing_but_its_framework(framework: str, tmp_path: Path) -> None:
    data, model = tmp_path / "train", tmp_path / "model"
    data.mkdir()
    model.mkdir()
    (data / "digits.csv").write_bytes(as_csv(split()[0]))
    environment = {**os.environ, "SM_CHANNEL_TRAIN": str(data), "SM_MODEL_DIR": str(model)}
    command = [sys.executable, str(script(framework)), "--epochs", "8"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if importlib.util.find_spec(MODULES[framework]) is None:
        assert done.stderr.endswith(f"ModuleNotFoundError: No module named '{MODULES[framework]}'\n")
        return
    assert done.returncode == 0, done.stderr
    (last,) = [line for line in done.stdout.splitlines() if line.startswith("epoch 8/8")]
    assert float(last.partition("validation:accuracy=")[2]) >= 0.9
    assert (model / LEAVES[framework]).is_file()
