"""An inline Map runs its iterations as AWS does: each apart from the others, the first failure ending all of them."""

import threading
from typing import Any

import pytest

from local.stepfunctions import branches
from local.stepfunctions.attempt import Over, TaskError

PASS = {"Type": "Pass", "Assign": {"seen": "{% $states.input %}"}, "Next": "End"}
END = {"Type": "Succeed", "Output": "{% $seen & $given %}"}
NO = {"Type": "Fail", "Error": "No", "Cause": "{% $states.input %}"}


def execution() -> dict[str, Any]:
    return {"status": "RUNNING", "events": []}


def context(**variables: Any) -> dict[str, Any]:
    return {"QueryLanguage": "JSONata", "variables": variables, "State": {"Name": "Each"}}


def each(first: dict[str, Any] = PASS, **more: Any) -> dict[str, Any]:
    return {"Type": "Map", "ItemProcessor": {"StartAt": "First", "States": {"First": first, "End": END}}, "Next": "After", **more}


def types(ran: dict[str, Any]) -> list[str]:
    return [event["type"] for event in ran["events"]]


def test_each_iteration_has_its_item_and_variables_of_its_own() -> None:
    ctx, ran = context(given="!"), execution()
    assert branches.run_map(each(Items=["a", "b"], Assign={"all": "{% $states.result %}"}), {}, ran, ctx) == (["a!", "b!"], "After")
    assert ctx["variables"] == {"given": "!", "all": ["a!", "b!"]}


def test_an_item_selector_sees_item_index_and_the_input_of_the_map() -> None:
    selector = "{% $states.context.Map.Item.Value & $string($states.context.Map.Item.Index) & $states.input.tail %}"
    state = each(Items="{% $states.input.items %}", ItemSelector=selector, Output="{% $join($states.result) %}")
    assert branches.run_map(state, {"items": ["a", "b"], "tail": "-"}, execution(), context(given="!")) == ("a0-!b1-!", "After")


def test_an_item_is_data_even_where_it_looks_like_an_expression() -> None:
    assert branches.run_map(each(Items="{% $items %}"), {}, execution(), context(given="", items=["{% 1 + 1 %}"])) == (
        ["{% 1 + 1 %}"],
        "After",
    )


def test_the_history_tells_of_the_map_its_iterations_and_their_states() -> None:
    ran = execution()
    branches.run_map(each(Items=["a"]), {}, ran, context(given="!"))
    assert types(ran) == [
        "MapStateStarted",
        "MapIterationStarted",
        "PassStateEntered",
        "PassStateExited",
        "SucceedStateEntered",
        "SucceedStateExited",
        "MapIterationSucceeded",
        "MapStateSucceeded",
    ]
    assert ran["events"][0]["mapStateStartedEventDetails"] == {"length": 1}
    assert ran["events"][1]["mapIterationStartedEventDetails"] == {"name": "Each", "index": 0}


def test_a_failing_iteration_is_the_maps_own_failure_and_those_behind_it_never_begin() -> None:
    ran = execution()
    with pytest.raises(TaskError) as failed:
        branches.run_map(each(NO, Items=["a", "b"], MaxConcurrency=1), {}, ran, context())
    assert (failed.value.error, failed.value.cause) == ("No", "a")
    assert types(ran) == ["MapStateStarted", "MapIterationStarted", "FailStateEntered", "MapIterationFailed", "MapStateFailed"]


def test_no_items_are_no_iterations() -> None:
    assert branches.run_map(each(Items=[]), {}, execution(), context()) == ([], "After")


def test_items_that_are_no_list_fail_the_map() -> None:
    with pytest.raises(TaskError) as failed:
        branches.run_map(each(Items="{% 'a' %}"), {}, execution(), context())
    assert failed.value.error == "States.QueryEvaluationError"


def test_what_is_inside_ends_with_what_it_is_in() -> None:
    outer = threading.Event()
    inner = Over(outer)
    assert not inner.is_set()
    outer.set()
    assert inner.is_set()
