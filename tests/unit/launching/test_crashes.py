"""A function that is killed at any of its AWS calls, and called again, ends with the same builds."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.unit.launching.world import Killed, World


@pytest.fixture
def world() -> Iterator[World]:
    with World() as made:
        yield made


def killer(at: int) -> tuple[Callable[[], None], list[int]]:
    """Return what kills the process at its call number at, and the count of its calls."""
    calls = [0]

    def count() -> None:
        calls[0] += 1
        if calls[0] == at:
            raise Killed

    return count, calls


def outcome(world: World) -> Any:
    builds = [(build["Reason"], build["Requests"], build["Parameters"]) for build in world.builds()]
    return builds, world.history(), sorted(set(world.told()))


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
    world.end(world.running()[0], {"an end": "SUCCEEDED", "a stop": "ABORTED", "an end without an event": "TIMED_OUT"}[step])
    if step == "an end without an event":
        world.events[:] = [world.record({"detail-type": "SageBuild Look"})]
    return world.deliver_events


STEPS = ["a first launch", "a launch while a build runs", "an end", "a stop", "an end without an event"]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_crash_at_every_call_changes_nothing_in_the_end(step: str, moment: str) -> None:
    with World() as world:
        action = scenario(world, step)
        count, calls = killer(0)
        with world.interrupted(before=count):
            action()
        world.run_to_the_end()
        expected = outcome(world)
    assert calls[0] >= 3
    for at in range(1, calls[0] + 1):
        with World() as world:
            action = scenario(world, step)
            count, _ = killer(at)
            with world.interrupted(**{moment: count}), pytest.raises(Killed):
                action()
            action()
            world.run_to_the_end()
            assert outcome(world) == expected, f"killed {moment} call {at}"


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
    world.message({"Parameters": {"HyperParamters": {}}})
    rejected = list(world.launches)
    world.message({"Reason": "a good one"})
    world.deliver_launches()
    world.launches += rejected
    world.deliver_launches()
    assert world.launches == []
    assert [build["Reason"] for build in world.builds()] == ["a good one"]
    assert world.told() == [(None, "REJECTED")]


def test_parameters_that_find_no_room_wait_in_the_queue(world: World) -> None:
    for number in range(12):
        world.message({"Parameters": {"HyperParameters": {f"key-{number}": "x" * 7000}}})
    world.deliver_launches(batch=1)
    world.deliver_launches(batch=11)
    assert 0 < len(world.launches) < 11
    world.run_to_the_end()
    assert world.requests() == 12
