"""What the benchmark counts, and what the polling of 2018 is said to have taken."""

from datetime import UTC, datetime, timedelta
from typing import Any

from local.bench import execution
from local.bench.polling import Steps, polled
from tools.pictures import polling as picture


def event(number: int, kind: str, second: float, before: int = 0, **details: Any) -> dict[str, Any]:
    at = datetime(2026, 11, 26, tzinfo=UTC) + timedelta(seconds=second)
    return {"id": number, "type": kind, "timestamp": at, "previousEventId": before, **details}


def entered(number: int, name: str, second: float) -> dict[str, Any]:
    return event(number, "TaskStateEntered", second, stateEnteredEventDetails={"name": name})


def left(number: int, name: str, second: float) -> dict[str, Any]:
    return event(number, "TaskStateExited", second, stateExitedEventDetails={"name": name})


def scheduled(number: int, kind: str, resource: str, second: float) -> dict[str, Any]:
    return event(number, "TaskScheduled", second, taskScheduledEventDetails={"resourceType": kind, "resource": resource})


EVENTS = [
    entered(1, "Plan Build", 0),
    scheduled(2, "lambda", "invoke", 0),
    event(3, "TaskStarted", 0.1, 2),
    event(4, "TaskSucceeded", 0.35, 3),
    left(5, "Plan Build", 0.4),
    entered(6, "Train Model", 1),
    entered(7, "Build Inference Image", 2),
    scheduled(8, "sagemaker", "createTrainingJob.sync", 2),
    event(9, "TaskSucceeded", 10, 8),
    left(10, "Build Inference Image", 5),
    left(11, "Train Model", 11),
    entered(12, "Await Endpoint", 20),
    scheduled(13, "lambda", "arn:aws:states:::lambda:invoke.waitForTaskToken", 20),
    left(14, "Await Endpoint", 25),
]


def test_functions_are_counted_with_the_time_that_they_took_and_one_that_waits_for_a_token_without() -> None:
    assert execution.steps(EVENTS) == Steps(transitions=4, invocations=2, milliseconds=250)


def test_work_that_is_done_side_by_side_is_waited_for_once() -> None:
    assert execution.work(EVENTS) == 15.0  # 1 to 11, and 20 to 25


def test_the_loop_of_2018_asks_every_thirty_seconds_until_its_history_is_full() -> None:
    assert (polled(60), polled(3600)) == (Steps(8, 2), Steps(480, 120))
    assert polled(86_400) == polled(604_800) == Steps(9088, 2272, lived=False)  # 25,000 events by 11


def test_transitions_invocations_and_milliseconds_are_paid_for() -> None:
    assert round(Steps(1000, 0).dollars, 6) == 0.025
    assert round(Steps(0, 1_000_000).dollars, 6) == 0.2
    assert round(Steps(0, 0, milliseconds=2_000_000).dollars, 6) == 0.013333  # 1,000 GB-seconds


def test_the_picture_has_both_lines_and_says_what_they_are() -> None:
    drawn = picture.drawn(27)
    assert drawn.count("<polyline") == 2
    assert "today: the whole build, 27 transitions" in drawn
    assert "the execution dies after 18.9 hours" in drawn
