"""A function that is killed at any of its AWS calls, and called again, ends with the same builds."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from builds import records, table
from tests.unit.launching.crashing import check_crashes
from tests.unit.launching.world import MACHINE, World


@pytest.fixture
def world() -> Iterator[World]:
    with World() as made:
        yield made


def outcome(world: World) -> Any:
    told = world.told()
    builds = [(build["Reason"], build["Requests"], build["Parameters"]) for build in world.builds()]
    assert len(told) - len(set(told)) <= 1 + world.redrives, "who is killed between telling and noting it tells once more"
    return builds, world.history(), sorted(set(told))


def scenario(world: World, step: str) -> Callable[[], None]:
    """Bring the world to the point before a step, and return the step."""
    world.message({"Reason": "first", "Parameters": {"HyperParameters": {"a": 1}}})
    if step == "a first launch":
        return world.deliver_launches
    world.deliver_launches()
    world.deliver_events()
    world.message({"Reason": "second"})
    world.message({"Reason": "third", "Parameters": {"HyperParameters": {"b": None}}})
    if step == "a launch while a build runs":
        return world.deliver_launches
    world.deliver_launches()
    world.end(
        world.running()[0],
        {"an end": "SUCCEEDED", "a stop": "ABORTED", "an end without an event": "TIMED_OUT", "a redrive": "FAILED"}[step],
    )
    if step == "a redrive":
        world.run_to_the_end()
        world.redrive(next(iter(world.executions)))
        return world.deliver_events
    if step == "an end without an event":
        world.events[:] = [world.record({"detail-type": "SageBuild Look"})]
    return world.deliver_events


STEPS = ["a first launch", "a launch while a build runs", "an end", "a stop", "an end without an event", "a redrive"]


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_after_every_call_changes_nothing_in_the_end(step: str) -> None:
    with World() as world:
        check_crashes(world, scenario(world, step), outcome, least=3)


def test_the_scenario_of_the_crashes_is_what_it_says(world: World) -> None:
    scenario(world, "an end")()
    world.run_to_the_end()
    builds, history, told = outcome(world)
    assert builds == [
        ("first", 1, {"HyperParameters": {"a": 1}}),
        ("second; third", 2, {"HyperParameters": {"b": None}}),
    ]
    assert history == {1: "SUCCEEDED", 2: "SUCCEEDED"}
    assert told == [(1, "STARTED"), (1, "SUCCEEDED"), (2, "STARTED"), (2, "SUCCEEDED")]


def test_an_end_of_which_no_event_told_is_found_recorded_and_reported(world: World) -> None:
    scenario(world, "an end without an event")()
    assert world.history() == {1: "TIMED_OUT"}
    assert (1, "TIMED_OUT") in world.told()
    assert len(world.running()) == 1


def test_duplicated_events_and_messages_start_nothing_twice(world: World) -> None:
    world.message({"Reason": "first"})
    copies = [*world.launches, *world.launches]
    world.launches[:] = [*copies]
    world.run_to_the_end()
    world.launches[:] = copies
    world.events += [record for _ in range(2) for record in world.events]
    world.run_to_the_end()
    assert [build["Requests"] for build in world.builds()] == [1]


def test_news_that_cannot_be_published_do_not_hold_up_the_next_build(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    action = scenario(world, "an end")
    monkeypatch.setenv("STATUS_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:gone")
    action()
    assert len(world.running()) == 1
    assert world.history()[1] == "SUCCEEDED"
    assert len(world.events) > 0, "the event stays in the queue, for the news are still to be told"


def test_an_unusable_message_is_reported_once_and_kept_with_its_cause(world: World) -> None:
    world.message({"Parameters": []})
    rejected = list(world.launches)
    world.message({"Reason": "a good one"})
    world.deliver_launches()
    world.launches += rejected
    world.deliver_launches()
    assert world.launches == []
    assert [build["Reason"] for build in world.builds()] == ["a good one"]
    assert world.told() == [(None, "REJECTED")]
    cause = "Parameters: expected an object, got []"
    assert table.launch()["Rejected"] == [{"Id": "message-1", "Launch": "launch-1", "Cause": cause}]


def test_parameters_that_find_no_room_are_sent_again_for_the_build_after_the_next_however_long_that_takes(world: World) -> None:
    for number in range(12):
        world.message({"Parameters": {"HyperParameters": {f"key-{number}": "x" * 7000}}})
    world.deliver_launches(batch=1)
    world.deliver_launches(batch=11)
    for _ in range(50):
        assert 0 < world.return_later() < 11
        world.deliver_launches(batch=11)
        assert world.launches == [], "the queue itself would give them up"
    world.run_to_the_end()
    assert world.requests() == 12
    assert sorted(key for build in world.builds() for key in build["Parameters"]["HyperParameters"]) == sorted(
        f"key-{number}" for number in range(12)
    )


def test_every_version_to_reproduce_is_a_build_of_its_own_and_nothing_else_becomes_part_of_it(world: World) -> None:
    for number, message in enumerate([{"Reproduce": 12}, {}, {"Reproduce": 7}, {"Reproduce": 12, "Parameters": {"Deploy": True}}, {}]):
        world.message({"Reason": str(number), **message})
    world.run_to_the_end()
    assert [(build.get("Reproduce"), build["Reason"], build["Parameters"]) for build in world.builds()] == [
        (12, "0; 3", {"Deploy": True}),
        (None, "1; 4", {}),
        (7, "2", {}),
    ]


def test_a_message_that_was_sent_again_and_comes_twice_counts_once(world: World) -> None:
    for number in range(12):
        world.message({"Parameters": {"HyperParameters": {f"key-{number}": "x" * 7000}}})
    world.deliver_launches(batch=1)
    copies = [*world.launches]
    world.deliver_launches(batch=11)
    world.launches += copies  # launch was killed after it had sent them again
    world.run_to_the_end()
    assert world.requests() == 12


def test_a_launch_is_found_in_what_waits_in_what_runs_and_in_the_history(world: World) -> None:
    world.message({"Reason": "first"})
    world.deliver_launches()
    world.message({"Reason": "second"})
    world.message("third")
    world.deliver_launches()
    state = table.launch()
    assert (state["Running"]["Launches"], state["Pending"]["Launches"]) == (["launch-1"], ["launch-3", "launch-4"])
    world.run_to_the_end()
    assert [build["Launches"] for build in world.builds()] == [["launch-1"], ["launch-3", "launch-4"]]
    assert [records.read(version)["Launches"] for version in (1, 2)] == [["launch-1"], ["launch-3", "launch-4"]]


def test_a_launch_that_is_sent_again_is_still_found(world: World) -> None:
    for number in range(12):
        world.message({"Parameters": {"HyperParameters": {f"key-{number}": "x" * 7000}}})
    world.run_to_the_end()
    launches = [launch for build in world.builds() for launch in build["Launches"]]
    assert sorted(launches) == sorted(f"launch-{number}" for number in range(1, 13))


def test_a_message_that_cannot_be_rejected_holds_up_no_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.message({"Parameters": []})
    world.message({"Reason": "a good one"})
    monkeypatch.setenv("DEAD_LETTER_QUEUE_URL", "https://queue.amazonaws.com/123456789012/gone")
    world.deliver_launches()
    assert [build["Reason"] for build in world.builds()] == ["a good one"]
    assert len(world.launches) == 1


@pytest.mark.parametrize("moment", ["at once", "fifty-one builds later"])
def test_news_are_told_once_and_an_execution_keeps_its_version_however_often_its_events_come(world: World, moment: str) -> None:
    world.message({"Reason": "first"})
    world.deliver_launches()
    world.end(world.running()[0], "FAILED")
    events = [*world.events]
    world.run_to_the_end()
    for number in range(51 if moment == "fifty-one builds later" else 0):
        world.message({"Reason": f"build {number}"})
        world.run_to_the_end()
    world.events += [*events, *events]
    world.run_to_the_end()
    told = world.told()
    assert [news for news in told if news[0] == 1] == [(1, "STARTED"), (1, "FAILED")]
    assert len(told) == len(set(told))
    assert len(world.history()) == len(world.builds())


def test_an_execution_with_text_that_no_store_takes_is_recorded_and_told_once(world: World) -> None:
    world.executions["by-hand"] = {"stateMachineArn": MACHINE, "status": "RUNNING", "input": r'{"Reason": "\ud800"}', "redriveCount": 0}
    world.tell("by-hand")
    world.executions["by-hand"] |= {"error": "Wrong\udfff", "cause": "a\x00b\ud800"}
    world.end("by-hand", "FAILED")
    world.deliver_events()
    assert world.events == []
    assert world.history() == {1: "FAILED"}
    found = records.read(1)
    assert (found["Reason"], found["Error"], found["Cause"]) == ("\ufffd", "Wrong\ufffd", "a\ufffdb\ufffd")
    assert world.told() == [(1, "STARTED"), (1, "FAILED")]


def test_numbers_that_dynamodb_has_no_room_for_are_kept_as_text(world: World) -> None:
    metrics = {"loss": 1e300, "accuracy": 0.1, "rows": 10**40, "small": 1e-200}
    assert records.write_end(1, {"Metrics": metrics, "EndedAt": "now"})
    assert records.read(1)["Metrics"] == {
        "loss": "1e+300",
        "accuracy": Decimal("0.1"),
        "rows": "1" + "0" * 40,
        "small": "1e-200",
    }


def test_the_news_of_a_long_cause_are_told(world: World) -> None:
    world.executions["by-hand"] = {
        "stateMachineArn": MACHINE,
        "status": "FAILED",
        "input": "{}",
        "redriveCount": 0,
        "error": "Wrong",
        "cause": "\u4e2d" * 32_768,
    }
    world.tell("by-hand")
    world.deliver_events()
    assert world.told() == [(1, "FAILED")]
