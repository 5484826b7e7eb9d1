"""Uploads and pushes wait until no other has come for a while; whatever else launches waits for nobody, and takes them along."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from moto.sqs.models import sqs_backends

from builds import launches, quiet, table
from tests.events import event
from tests.unit.launching.crashing import check_crashes
from tests.unit.launching.world import REGION, World

START = datetime.fromisoformat("2026-11-26T20:00:00+00:00")


def at(seconds: float) -> str:
    """Return the moment that is so many seconds after the first upload."""
    return (START + timedelta(seconds=seconds)).isoformat()


def after(*comes: tuple[float, bool], running: bool = False) -> dict[str, Any]:
    """Return the state after requests that have come at their seconds, each a burst's or not, with QuietSeconds=60."""
    state: dict[str, Any] = {"Running": {"Name": "build-0", "MessageIds": []}} if running else {}
    for number, (second, is_burst) in enumerate(comes):
        request = {"Id": f"message-{number}", "Launch": None, "Reason": "r", "Parameters": {}, "Reproduce": None, "Commit": None}
        state = launches.add(state, [{**request, "Burst": is_burst}], "build-1", at(second), 60)
    return state


def can_be_taken(state: dict[str, Any], second: float) -> bool:
    return "Running" in launches.take(state, at(second))


def test_what_waits_is_taken_when_no_other_has_come_for_as_long_as_it_takes() -> None:
    state = after((0, True), (50, True), (100, True))
    assert [can_be_taken(state, second) for second in (100, 110, 159.9, 160)] == [False, False, False, True]
    assert json.loads(launches.take(state, at(160))["Running"]["Input"])["Requests"] == 3


def test_uploads_that_never_end_are_waited_for_ten_times_as_long_from_the_first() -> None:
    state = after(*((second, True) for second in range(0, 600, 30)))
    assert (can_be_taken(state, 599), can_be_taken(state, 600)) == (False, True)


def test_one_that_comes_before_what_is_quiet_has_been_taken_does_not_begin_the_ten_times_anew() -> None:
    state = after(*((second, True) for second in range(0, 600, 30)), (601, True))
    assert can_be_taken(state, 601)


def test_while_a_build_runs_what_comes_after_the_quiet_is_a_burst_of_its_own() -> None:
    state = launches.release(after((0, True), (7200, True), running=True), "build-0")
    assert [can_be_taken(state, second) for second in (7200, 7259, 7260)] == [False, False, True]


def test_a_launch_by_hand_takes_all_that_waits_with_it_at_once_and_what_comes_afterwards_too() -> None:
    for comes in ([(0, True), (1, False)], [(0, False)], [(0, False), (1, True)], [(0, True), (1, False), (2, True)]):
        state = after(*comes)
        assert can_be_taken(state, 2), comes
        assert "QuietUntil" not in state["Pending"]


def test_without_quiet_seconds_nothing_waits_and_what_was_waiting_when_they_were_switched_off_does_not_either() -> None:
    request = {"Id": "message", "Launch": None, "Reason": "r", "Parameters": {}, "Reproduce": None, "Commit": None, "Burst": True}
    assert can_be_taken(launches.add({}, [request], "build-1", at(0), 0), 0)
    assert can_be_taken(launches.add(after((0, True)), [request], "build-1", at(1), 0), 1)


def test_what_waits_of_a_stack_without_it_is_taken_at_once() -> None:
    state = {"Pending": {"Name": "build-1", "Reasons": ["r"], "Requests": 1, "Parameters": "{}", "MessageIds": ["message"]}}
    assert can_be_taken(state, 0)
    assert quiet.left(state, at(0)) == 0


@pytest.mark.parametrize(
    ("wake", "came", "woken"),
    [(None, set(), False), (at(30), set(), True), (at(30), {at(30)}, False), (at(30), {at(20), None}, True), (at(10), set(), False)],
)
def test_a_wake_is_under_way_until_it_has_come_or_ought_to_have(wake: str | None, came: set[str | None], woken: bool) -> None:
    assert quiet.is_woken({"WakeAt": wake} if wake else {}, at(10), came) is woken


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with World() as made:
        monkeypatch.setenv("QUIET_SECONDS", "60")
        yield made


def upload(world: World, number: int) -> None:
    """Let an upload be told of."""
    world.message({**event("s3_object_created"), "detail": {"bucket": {"name": "data"}, "object": {"key": f"train/{number}"}}})


def delayed(world: World) -> list[tuple[int, str]]:
    """Return the seconds and the text of what is delayed in LaunchQueue."""
    found = sqs_backends["123456789012"][REGION].queues["later"]._messages
    return [(round((message.delayed_until - message.sent_timestamp) / 1000), message.body) for message in found]


def outcome(world: World) -> Any:
    return [(build["Requests"], build["Reason"]) for build in world.builds()], world.history(), "Pending" in table.launch()


def burst(world: World) -> None:
    """Let an upload wait, and another come before it is quiet."""
    upload(world, 1)
    world.deliver_launches()
    world.now += timedelta(seconds=20)
    upload(world, 2)


def test_two_hundred_uploads_are_one_build_and_one_wake_is_under_way(world: World) -> None:
    for number in range(200):
        upload(world, number)
    while world.launches:
        world.deliver_launches()
        assert world.builds() == []
        assert len(delayed(world)) == 1
    assert delayed(world)[0][0] == 60
    world.run_to_the_end()
    assert world.requests() == 200
    assert len(world.builds()) == 1


def test_a_wake_that_comes_early_sends_the_next_one_which_starts_the_build(world: World) -> None:
    burst(world)
    world.deliver_launches()
    world.now += timedelta(seconds=39)
    assert world.return_later() == 1
    world.deliver_launches()
    assert world.builds() == []
    assert [seconds for seconds, _ in delayed(world)] == [20]
    world.now += timedelta(seconds=20)
    assert world.return_later() == 1
    world.deliver_launches()
    assert [build["Requests"] for build in world.builds()] == [2]
    assert delayed(world) == []


def test_a_wake_that_comes_twice_or_that_was_never_noted_sends_no_other(world: World) -> None:
    burst(world)
    world.deliver_launches()
    ((_, body),) = delayed(world)
    world.launches.append(world.record(json.dumps({**json.loads(body), "WakeAt": at(0)})))
    world.deliver_launches()
    assert len(delayed(world)) == 1


def test_a_launch_by_hand_starts_a_build_of_all_that_waits_and_the_wake_that_comes_for_it_starts_nothing(world: World) -> None:
    burst(world)
    world.message({"Reason": "now"})
    world.deliver_launches()
    assert [(build["Requests"], build["Reason"]) for build in world.builds()] == [
        (3, "s3://data/train/1 uploaded; s3://data/train/2 uploaded; now")
    ]
    world.run_to_the_end()
    assert len(world.builds()) == 1


def test_the_end_of_a_build_does_not_start_what_is_not_quiet_yet(world: World) -> None:
    world.message({"Reason": "first"})
    world.deliver_launches()
    upload(world, 1)
    world.deliver_launches()
    world.end(world.running()[0])
    world.deliver_events()
    assert (world.events, len(world.builds())) == ([], 1)
    world.run_to_the_end()
    assert [build["Requests"] for build in world.builds()] == [1, 1]


def test_what_is_quiet_when_a_build_ends_is_started_by_its_end(world: World) -> None:
    world.message({"Reason": "first"})
    world.deliver_launches()
    upload(world, 1)
    world.deliver_launches()
    world.now += timedelta(seconds=61)
    assert world.return_later() == 1
    world.deliver_launches()
    assert (len(world.builds()), delayed(world)) == (1, [])
    world.end(world.running()[0])
    world.deliver_events()
    assert len(world.builds()) == 2


def test_the_hourly_look_starts_what_is_quiet_even_if_its_wake_is_lost(world: World) -> None:
    upload(world, 1)
    world.deliver_launches()
    sqs_backends["123456789012"][REGION].queues["later"]._messages.clear()
    world.events.append(world.record({"detail-type": "SageBuild Look"}))
    world.deliver_events()
    assert world.builds() == []
    world.now += timedelta(hours=1)
    world.events.append(world.record({"detail-type": "SageBuild Look"}))
    world.deliver_events()
    assert len(world.builds()) == 1


def scenario(world: World, step: str) -> None:
    """Bring the world to the point before a step."""
    burst(world)
    if step == "a wake":
        world.deliver_launches()
        world.now += timedelta(seconds=100)
        world.return_later()
    if step == "an early wake":
        world.deliver_launches()
        world.return_later()
    if step == "a launch by hand":
        world.deliver_launches()
        world.message({"Reason": "now"})


@pytest.mark.parametrize("step", ["an upload", "a wake", "an early wake", "a launch by hand"])
def test_a_launch_that_is_killed_after_any_of_its_calls_loses_nothing(step: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with World() as world:
        monkeypatch.setenv("QUIET_SECONDS", "60")
        scenario(world, step)
        check_crashes(world, world.deliver_launches, outcome, least=2)


@pytest.mark.parametrize("step", ["an upload", "a wake", "an early wake", "a launch by hand"])
def test_the_scenario_of_the_crashes_is_what_it_says(world: World, step: str) -> None:
    scenario(world, step)
    world.deliver_launches()
    world.run_to_the_end()
    reason = "s3://data/train/1 uploaded; s3://data/train/2 uploaded" + ("; now" if step == "a launch by hand" else "")
    assert outcome(world) == ([(3 if step == "a launch by hand" else 2, reason)], {1: "SUCCEEDED"}, False)
