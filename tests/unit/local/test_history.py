"""Events of an execution know what came before them."""

from contextvars import Context, copy_context
from typing import Any

from local.stepfunctions.history import chained

Execution = dict[str, Any]


def add_event(execution: Execution, kind: str, details: dict[str, Any] | None = None) -> dict[str, Any]:
    """Add an event as MiniStack does."""
    event = {"id": len(execution["events"]) + 1, "type": kind, **(details or {})}
    execution["events"].append(event)
    return event


def test_a_branchs_events_follow_each_other_from_where_the_parallel_was_entered() -> None:
    add = chained(add_event)
    execution: Execution = {"events": [{"id": 1, "type": "ExecutionStarted"}]}

    def run() -> None:
        add(execution, "ParallelStateEntered")
        one, other = copy_context(), copy_context()
        one.run(add, execution, "TaskStateEntered")
        other.run(add, execution, "PassStateEntered")
        one.run(add, execution, "TaskScheduled", {"taskScheduledEventDetails": {}})
        add(execution, "ParallelStateExited")

    Context().run(run)
    assert [(event["id"], event["type"], event["previousEventId"]) for event in execution["events"][1:]] == [
        (2, "ParallelStateEntered", 0),
        (3, "TaskStateEntered", 2),
        (4, "PassStateEntered", 2),
        (5, "TaskScheduled", 3),
        (6, "ParallelStateExited", 2),
    ]
    assert execution["events"][4]["taskScheduledEventDetails"] == {}


def test_nothing_follows_the_end_of_an_execution() -> None:
    add = chained(add_event)
    execution: Execution = {"events": [{"id": 1, "type": "ExecutionStarted"}]}
    Context().run(add, execution, "ExecutionAborted")
    assert Context().run(add, execution, "TaskFailed")["type"] == "ExecutionAborted"
    assert [event["type"] for event in execution["events"]] == ["ExecutionStarted", "ExecutionAborted"]
