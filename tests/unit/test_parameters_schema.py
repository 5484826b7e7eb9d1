"""The JSON Schema of the document says what the checks say."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.unit.test_parameters_document import EXAMPLES

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs/parameters.schema.json").read_text())


def test_the_file_is_what_the_tool_writes_now() -> None:
    specification = importlib.util.spec_from_file_location("parameters_schema", ROOT / "tools/parameters_schema.py")
    assert specification and specification.loader
    tool = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(tool)
    assert tool.text() == (ROOT / "docs/parameters.schema.json").read_text()


@pytest.mark.parametrize("example", EXAMPLES, ids="-".join)
def test_every_documented_example_is_valid(example: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(example)


@pytest.mark.parametrize(
    "document",
    [
        {"HyperParamters": {}},
        {"Framework": "KERAS"},
        {"Train": "no"},
        {"Images": {"Serving": {}}},
        {"TrainingJob": {"ResourceConfig": {"InstanceTyp": "ml.m5.large"}}},
        {"TrainingJob": {"AlgorithmSpecification": {"TrainingInputMode": "Disk"}}},
        {"Endpoint": []},
        {"Tags": {"team": 1}},
    ],
)
def test_what_the_checks_refuse_an_editor_marks(document: dict[str, Any]) -> None:
    assert list(jsonschema.Draft202012Validator(SCHEMA).iter_errors(document))


def test_null_removes_a_key_anywhere() -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate({"Channels": None, "TrainingJob": {"StoppingCondition": None}})
