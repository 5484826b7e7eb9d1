"""The second opinion itself: it agrees with what happened, and with nothing else."""

import json
from typing import Any

import pytest

from tests.local import second_opinion

ARN = "arn:aws:states:us-east-1:000000000000:execution:m:e"
TASK = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke"}
BRANCHES = [
    {
        "StartAt": "A",
        "States": {
            "A": {
                **TASK,
                "Arguments": {"Id": "{% $states.context.Execution.Id %}"},
                "Catch": [{"ErrorEquals": ["Bad"], "Next": "Lost"}],
                "End": True,
            },
            "Lost": {"Type": "Fail", "Error": "Bad", "Cause": "a"},
        },
    },
    {"StartAt": "B", "States": {"B": {**TASK, "Arguments": {}, "End": True}}},
]
MACHINE = {
    "QueryLanguage": "JSONata",
    "StartAt": "Both",
    "States": {"Both": {"Type": "Parallel", "Branches": BRANCHES, "Next": "End"}, "End": {"Type": "Succeed"}},
}


def entered(number: int, name: str, before: int) -> dict[str, Any]:
    return {"id": number, "previousEventId": before, "stateEnteredEventDetails": {"name": name}}


def scheduled(number: int, before: int, asked: Any) -> dict[str, Any]:
    return {"id": number, "previousEventId": before, "taskScheduledEventDetails": {"parameters": json.dumps(asked)}}


def succeeded(number: int, before: int, output: Any) -> dict[str, Any]:
    return {"id": number, "previousEventId": before, "taskSucceededEventDetails": {"output": json.dumps(output)}}


# Side by side: the events of the branches are mixed.
EVENTS = [
    entered(2, "Both", 0),
    entered(3, "A", 2),
    entered(4, "B", 2),
    scheduled(5, 4, {}),
    scheduled(6, 3, {"Id": ARN}),
    succeeded(7, 5, "b"),
    succeeded(8, 6, "a"),
    entered(9, "End", 2),
]


class Client:
    """Step Functions with one execution."""

    def __init__(self, events: list[dict[str, Any]], machine: Any = MACHINE, **described: Any) -> None:
        self.events, self.machine, self.described = events, machine, described

    def describe_execution(self, **_: Any) -> dict[str, Any]:
        return {"input": "{}", **self.described}

    def describe_state_machine_for_execution(self, **_: Any) -> dict[str, Any]:
        return {"definition": json.dumps(self.machine)}

    def get_paginator(self, _: str) -> Any:
        return self

    def paginate(self, **_: Any) -> list[dict[str, Any]]:
        return [{"events": self.events[:3]}, {"events": self.events[3:]}]


def changed(number: int, event: dict[str, Any]) -> list[dict[str, Any]]:
    return [event if known["id"] == number else known for known in EVENTS]


def test_it_agrees_with_what_happened() -> None:
    second_opinion.compare(Client(EVENTS, status="SUCCEEDED", output='["a", "b"]'), ARN)


@pytest.mark.parametrize(
    ("events", "output"),
    [
        pytest.param(EVENTS, '["b", "a"]', id="another output"),
        pytest.param(changed(9, entered(9, "Elsewhere", 2)), '["a", "b"]', id="another way"),
        pytest.param(changed(4, entered(4, "Lost", 2)), '["a", "b"]', id="another way in a branch"),
        pytest.param(changed(6, scheduled(6, 3, {"Id": "other"})), '["a", "b"]', id="another question"),
        pytest.param(EVENTS[:6] + EVENTS[7:], '["a", "b"]', id="no answer"),
    ],
)
def test_it_agrees_with_nothing_else(events: list[dict[str, Any]], output: str) -> None:
    with pytest.raises((AssertionError, second_opinion.Failure)):
        second_opinion.compare(Client(events, status="SUCCEEDED", output=output), ARN)


def failure_of_a(cause: str) -> Client:
    failed = {"id": 7, "previousEventId": 6, "taskFailedEventDetails": {"error": "Bad", "cause": "why"}}
    return Client([*EVENTS[:5], failed, entered(8, "Lost", 7)], status="FAILED", error="Bad", cause=cause)


def test_a_branch_that_another_one_stopped_needs_no_answer() -> None:
    second_opinion.compare(failure_of_a("a"), ARN)
    with pytest.raises(AssertionError):
        second_opinion.compare(failure_of_a("b"), ARN)


def test_an_execution_that_was_stopped_has_no_way_to_agree_with() -> None:
    second_opinion.compare(Client([], status="ABORTED"), ARN)


MAP = {
    "QueryLanguage": "JSONata",
    "StartAt": "Begin",
    "States": {
        "Begin": {"Type": "Pass", "Next": "Each"},
        "Each": {
            "Type": "Map",
            "Items": [1, 2],
            "ItemProcessor": {"StartAt": "A", "States": {"A": {**TASK, "Arguments": "{% $states.input %}", "End": True}}},
            "End": True,
        },
    },
}


def iteration(number: int, name: str, index: int, before: int) -> dict[str, Any]:
    return {"id": number, "previousEventId": before, f"mapIteration{name}EventDetails": {"name": "Each", "index": index}}


def in_a_map(last: dict[str, Any], *more: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a history in which the second iteration was asked, and answered, first."""
    return [
        entered(2, "Begin", 0),
        entered(3, "Each", 2),
        iteration(4, "Started", 1, 3),
        iteration(5, "Started", 0, 3),
        entered(6, "A", 4),
        entered(7, "A", 5),
        scheduled(8, 6, 2),
        scheduled(9, 7, 1),
        last,
        *more,
    ]


def test_iterations_of_a_map_run_side_by_side_and_are_told_apart() -> None:
    answers = [succeeded(10, 8, "two"), succeeded(11, 9, "one")]
    second_opinion.compare(Client(in_a_map(*answers), MAP, status="SUCCEEDED", output='["one", "two"]'), ARN)
    with pytest.raises(AssertionError):
        second_opinion.compare(Client(in_a_map(*answers), MAP, status="SUCCEEDED", output='["two", "one"]'), ARN)


def test_an_iteration_that_another_one_stopped_needs_no_answer() -> None:
    failed = {"id": 10, "previousEventId": 8, "taskFailedEventDetails": {"error": "Bad", "cause": "why"}}
    stopped = {"id": 12, "previousEventId": 9, "taskFailedEventDetails": {"error": "States.TaskFailed", "cause": "stopped"}}
    history = in_a_map(failed, iteration(11, "Failed", 1, 10), stopped)
    second_opinion.compare(Client(history, MAP, status="FAILED", error="Bad", cause="why"), ARN)
    with pytest.raises(AssertionError):
        second_opinion.compare(Client(history, MAP, status="FAILED", error="States.TaskFailed", cause="stopped"), ARN)
