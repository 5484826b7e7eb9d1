"""Variables of a state machine have one scope."""

import json
from typing import Any

import pytest

from local.stepfunctions.definitions import refusal

REFUSED = "INVALID_VARIABLE: the variable found belongs to an outer scope, and cannot be assigned in an inner one"


def machine(inner: dict[str, Any], **outer: Any) -> str:
    """Return a definition whose Parallel has one branch with one state."""
    branch = {"StartAt": "In", "States": {"In": {"Type": "Pass", "End": True, **inner}}}
    after = {"Type": "Pass", "End": True, **outer}
    return json.dumps({"StartAt": "Side", "States": {"Side": {"Type": "Parallel", "Branches": [branch], "Next": "After"}, "After": after}})


FOUND: dict[str, Any] = {"Assign": {"found": 1}}


@pytest.mark.parametrize("inner", [FOUND, {"Catch": [FOUND]}, {"Choices": [FOUND]}])
@pytest.mark.parametrize("outer", [FOUND, {"Catch": [FOUND]}, {"Choices": [FOUND]}])
def test_a_variable_of_the_outer_scope_cannot_be_assigned_in_a_branch(inner: dict[str, Any], outer: dict[str, Any]) -> None:
    assert refusal(machine(inner, **outer)) == REFUSED


def test_nor_in_a_map_inside_of_a_branch() -> None:
    processor = {"StartAt": "Each", "States": {"Each": {"Type": "Pass", "End": True, **FOUND}}}
    assert refusal(machine({"Type": "Map", "ItemProcessor": processor}, **FOUND)) == REFUSED


def test_a_variable_of_its_own_can_be() -> None:
    assert refusal(machine(FOUND, Assign={"other": 1})) is None


@pytest.mark.parametrize("text", [None, "", "{"])
def test_what_is_no_json_is_judged_elsewhere(text: str | None) -> None:
    assert refusal(text) is None
