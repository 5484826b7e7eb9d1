"""The example's container, as far as it is plain Python."""

import importlib.util
import json
import sys
import tarfile
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import joblib
import pytest
from sklearn.dummy import DummyClassifier

from examples.byod.digits import as_csv, split

PROGRAM = Path(__file__).parents[2] / "examples/byod/program"


def load() -> ModuleType:
    """Return the module that the container's programs share."""
    specification = importlib.util.spec_from_file_location("byod_model", PROGRAM / "model.py")
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules["byod_model"] = module
    specification.loader.exec_module(module)
    return module


model = load()


def written(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def test_it_learns_the_digits(tmp_path: Path) -> None:
    (tmp_path / "digits.csv").write_bytes(as_csv(split()[0]))
    classifier, accuracy = model.fit(*model.read(tmp_path), {"C": 1.0, "gamma": 0.01, "passes": 1})
    assert accuracy >= 0.95
    held_out = split()[1]
    right = sum(classifier.predict([row[1:]])[0] == row[0] for row in held_out[:50])
    assert right >= 47


def test_hyperparameters_come_as_strings(tmp_path: Path) -> None:
    file = tmp_path / "hyperparameters.json"
    file.write_text(json.dumps({"C": "10", "passes": "3"}))
    assert model.hyperparameters(file) == {"C": 10.0, "gamma": 0.01, "passes": 3.0}
    assert model.hyperparameters(tmp_path / "missing.json") == {"C": 1.0, "gamma": 0.01, "passes": 1}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"c": "1"}, "hyperparameter c: unknown, expected one of C, gamma, passes"),
        ({"C": "warm"}, 'hyperparameter C: expected a number, got "warm"'),
        ({"C": "-1"}, "hyperparameter C: expected a number above 0, got -1"),
    ],
)
def test_a_wrong_hyperparameter_is_named(tmp_path: Path, given: dict[str, str], words: str) -> None:
    file = tmp_path / "hyperparameters.json"
    file.write_text(json.dumps(given))
    with pytest.raises(model.BrokenData) as broken:
        model.hyperparameters(file)
    assert str(broken.value) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a.csv is empty"),
        ("1,2\n3,x\n", "a.csv, line 2: expected numbers, got 3,x"),
        ("1,2\n3\n", "the rows do not all have the same number of columns"),
        ("1,2\n1,3\n", "there is only one label: nothing can be told apart"),
    ],
)
def test_broken_data_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(model.BrokenData) as broken:
        model.read(written(tmp_path, a=text))
    assert str(broken.value) == words


def test_too_few_rows_cannot_be_split(tmp_path: Path) -> None:
    with pytest.raises(model.BrokenData, match="the rows cannot be split into a training and a validation part"):
        model.fit(*model.read(written(tmp_path, a="1,2\n2,3\n")), {"C": 1.0, "gamma": 0.01, "passes": 1})


def test_a_folder_without_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(model.BrokenData, match="there is no CSV file in"):
        model.read(tmp_path)


@pytest.mark.parametrize("program", ["byod/program/evaluate", "sklearn/evaluate.py"])
def test_a_program_that_evaluates_leaves_the_accuracy_on_the_held_out_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    for folder in ("model", "test", "evaluation"):
        (tmp_path / folder).mkdir()
    joblib.dump(DummyClassifier(strategy="constant", constant=1).fit([[0], [1]], [0, 1]), tmp_path / "model.joblib")
    with tarfile.open(tmp_path / "model/model.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "model.joblib", "model.joblib")
    (tmp_path / "test/digits.csv").write_text("1,2\n1,3\n1,4\n0,5\n")
    monkeypatch.setitem(sys.modules, "model", model)
    loader = SourceFileLoader("evaluates", str(PROGRAM.parents[1] / program))
    module = ModuleType("evaluates")
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    monkeypatch.setattr(module, "PROCESSING", tmp_path)
    assert not module.main()
    assert json.loads((tmp_path / "evaluation/evaluation.json").read_text()) == {"classification_metrics": {"accuracy": {"value": 0.75}}}
