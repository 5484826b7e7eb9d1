"""The template and the state machine as CloudFormation would see them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def template() -> dict[str, Any]:
    """Return template.yaml with the short forms of intrinsic functions written out."""
    parsed: dict[str, Any] = yaml_parse((ROOT / "template.yaml").read_text())
    return parsed


@pytest.fixture(scope="session")
def definition() -> dict[str, Any]:
    """Return the build state machine, placeholders still in it."""
    parsed: dict[str, Any] = json.loads((ROOT / "statemachine/build.asl.json").read_text())
    return parsed


@pytest.fixture(scope="session")
def rollback() -> dict[str, dict[str, Any]]:
    """Return the states of the rollback state machine, placeholders still in it."""
    parsed: dict[str, Any] = json.loads((ROOT / "statemachine/rollback.asl.json").read_text())
    return dict(walk(parsed))


@pytest.fixture(scope="session")
def states(definition: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return every state by name, those inside branches too."""
    return dict(walk(definition))


def walk(machine: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the states of a machine, of its branches and of what its Maps do."""
    for name, state in machine["States"].items():
        yield name, state
        for inner in [*state.get("Branches", []), *([state["ItemProcessor"]] if "ItemProcessor" in state else [])]:
            yield from walk(inner)
