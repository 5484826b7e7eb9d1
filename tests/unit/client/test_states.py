from datetime import UTC, datetime, timedelta
from typing import Any

from sagebuild.states import states

BEGAN = datetime(2026, 11, 26, 12, tzinfo=UTC)
Event = tuple[int, str, str, int]


def told(*events: Event) -> list[tuple[str, str, float | None]]:
    """Return name, status and seconds of the states of events: second, type, name, and the event before in the branch."""
    return [
        (state.name, state.status, (state.ended - state.began).total_seconds() if state.ended else None)
        for state in states(listed(*events))
    ]


def listed(*events: Event) -> list[dict[str, Any]]:
    found = []
    for number, (second, kind, name, before) in enumerate(events, start=1):
        details = {"stateEnteredEventDetails": {"name": name}, "stateExitedEventDetails": {"name": name}} if name else {}
        found.append({"id": number, "type": kind, "timestamp": BEGAN + timedelta(seconds=second), "previousEventId": before, **details})
    return found


def test_states_are_told_in_their_order() -> None:
    assert told(
        (0, "ExecutionStarted", "", 0),
        (1, "TaskStateEntered", "Plan Build", 1),
        (2, "LambdaFunctionSucceeded", "", 2),
        (4, "TaskStateExited", "Plan Build", 3),
        (4, "ChoiceStateEntered", "Is It Tuned?", 4),
        (4, "ChoiceStateExited", "Is It Tuned?", 5),
        (5, "TaskStateEntered", "Train Model", 6),
    ) == [("Plan Build", "SUCCEEDED", 3.0), ("Is It Tuned?", "SUCCEEDED", 0.0), ("Train Model", "RUNNING", None)]


def test_a_state_knows_its_kind() -> None:
    assert [state.kind for state in states(listed((0, "WaitStateEntered", "Wait", 0)))] == ["Wait"]


def test_a_failure_that_is_caught_is_a_failure_of_its_state() -> None:
    assert told(
        (0, "TaskStateEntered", "Train Model", 0),
        (3, "TaskFailed", "", 1),
        (3, "TaskStateExited", "Train Model", 2),
        (3, "TaskStateEntered", "Clean Up", 3),
    ) == [("Train Model", "FAILED", 3.0), ("Clean Up", "RUNNING", None)]


def test_a_failure_that_a_retry_mends_is_none() -> None:
    assert told(
        (0, "TaskStateEntered", "Create Model", 0),
        (1, "TaskFailed", "", 1),
        (5, "TaskScheduled", "", 2),
        (6, "TaskSucceeded", "", 3),
        (6, "TaskStateExited", "Create Model", 4),
    ) == [("Create Model", "SUCCEEDED", 6.0)]


def test_a_failure_in_one_branch_is_none_of_the_other() -> None:
    assert told(
        (0, "ParallelStateEntered", "Build And Train", 0),
        (0, "TaskStateEntered", "Train Model", 1),
        (0, "TaskStateEntered", "Build Inference Image", 1),
        (2, "TaskFailed", "", 2),
        (2, "TaskSucceeded", "", 3),
        (2, "TaskStateExited", "Build Inference Image", 5),
        (2, "TaskStateExited", "Train Model", 4),
    ) == [("Build And Train", "RUNNING", None), ("Train Model", "FAILED", 2.0), ("Build Inference Image", "SUCCEEDED", 2.0)]


def test_what_runs_when_a_parallel_fails_has_been_stopped() -> None:
    assert told(
        (0, "ParallelStateEntered", "Build And Train", 0),
        (0, "TaskStateEntered", "Train Model", 1),
        (0, "TaskStateEntered", "Build Inference Image", 1),
        (2, "FailStateEntered", "Training Failed", 2),
        (3, "TaskStateAborted", "", 3),
        (3, "ParallelStateFailed", "", 1),
        (3, "ParallelStateExited", "Build And Train", 6),
    ) == [
        ("Build And Train", "FAILED", 3.0),
        ("Train Model", "STOPPED", 3.0),
        ("Build Inference Image", "STOPPED", 3.0),
        ("Training Failed", "FAILED", 1.0),
    ]


def test_each_of_a_maps_iterations_has_its_own_end() -> None:
    assert told(
        (0, "MapStateEntered", "Evaluate Models", 0),
        (0, "TaskStateEntered", "Evaluate Model", 1),
        (0, "TaskStateEntered", "Evaluate Model", 1),
        (2, "TaskSucceeded", "", 2),
        (2, "TaskStateExited", "Evaluate Model", 4),
        (5, "TaskSucceeded", "", 3),
        (5, "TaskStateExited", "Evaluate Model", 6),
    ) == [("Evaluate Models", "RUNNING", None), ("Evaluate Model", "SUCCEEDED", 2.0), ("Evaluate Model", "SUCCEEDED", 5.0)]


def test_what_runs_when_a_map_fails_has_been_stopped() -> None:
    assert told(
        (0, "MapStateEntered", "Evaluate Models", 0),
        (0, "TaskStateEntered", "Evaluate Model", 1),
        (3, "MapStateFailed", "", 1),
        (3, "MapStateExited", "Evaluate Models", 3),
    ) == [("Evaluate Models", "FAILED", 3.0), ("Evaluate Model", "STOPPED", 3.0)]


def test_a_state_that_is_entered_twice_is_told_twice() -> None:
    assert told(
        (0, "TaskStateEntered", "Await Endpoint", 0),
        (1, "TaskStateExited", "Await Endpoint", 1),
        (5, "TaskStateEntered", "Await Endpoint", 2),
        (7, "TaskStateExited", "Await Endpoint", 3),
    ) == [("Await Endpoint", "SUCCEEDED", 1.0), ("Await Endpoint", "SUCCEEDED", 2.0)]


def test_an_execution_that_is_stopped_stops_its_states() -> None:
    assert told((0, "TaskStateEntered", "Train Model", 0), (9, "ExecutionAborted", "", 1)) == [("Train Model", "STOPPED", 9.0)]


def test_an_execution_that_fails_or_times_out_ends_in_failed_states() -> None:
    assert told((0, "FailStateEntered", "Build Failed", 0), (0, "ExecutionFailed", "", 1)) == [("Build Failed", "FAILED", 0.0)]
    assert told((0, "TaskStateEntered", "Train Model", 0), (9, "ExecutionTimedOut", "", 1)) == [("Train Model", "FAILED", 9.0)]


def test_a_redriven_execution_may_go_on_without_entering_its_state_again() -> None:
    assert told(
        (0, "TaskStateEntered", "Train Model", 0),
        (1, "ExecutionAborted", "", 1),
        (8, "ExecutionRedriven", "", 2),
        (9, "TaskSucceeded", "", 3),
        (9, "TaskStateExited", "Train Model", 4),
    ) == [("Train Model", "SUCCEEDED", 9.0)]


def test_a_redriven_execution_may_enter_its_state_again() -> None:
    assert told(
        (0, "TaskStateEntered", "Train Model", 0),
        (1, "ExecutionAborted", "", 1),
        (8, "ExecutionRedriven", "", 2),
        (8, "TaskStateEntered", "Train Model", 3),
        (9, "TaskStateExited", "Train Model", 4),
    ) == [("Train Model", "STOPPED", 1.0), ("Train Model", "SUCCEEDED", 1.0)]
