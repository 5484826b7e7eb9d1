"""The endpoint's hours: what the schedule asks for, what it waits for, and what builds and rollbacks do outside of them."""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from builds import champion, records, rollbacks, served, table
from settle import app as settle
from settle import endpoint_hours
from tests.unit.launching.crashing import check_crashes
from tests.unit.launching.serving import Serving, name_of
from tests.unit.launching.world import client

MORNING, EVENING, NEXT_MORNING = "2026-11-27T06:00:00Z", "2026-11-27T18:00:00Z", "2026-11-30T06:00:00Z"


@pytest.fixture
def world() -> Iterator[Serving]:
    """Three versions have been deployed one after the other; the third one serves."""
    with Serving() as made:
        os.environ["ENDPOINT_HOURS"] = "07:00-19:00 MON-FRI Europe/Berlin"
        made.have_served(3)
        yield made


def keep(world: Serving, serve: bool, at: str) -> None:
    world.schedule(serve, at)
    world.run_to_the_end()


def serves(world: Serving) -> str | None:
    """Return the configuration that the endpoint has, None if there is no endpoint."""
    found = client("sagemaker").list_endpoints()["Endpoints"]
    return client("sagemaker").describe_endpoint(EndpointName="churn")["EndpointConfigName"] if found else None


def test_the_endpoint_goes_in_the_evening_and_the_version_that_served_comes_back_in_the_morning(world: Serving) -> None:
    keep(world, False, EVENING)
    assert (serves(world), world.way(), world.told()) == (None, [1, 2, 3], [(3, "WAITING")])
    keep(world, True, NEXT_MORNING)
    assert (serves(world), world.way(), world.told()) == (name_of(3), [1, 2, 3], [(3, "WAITING")])
    assert [asked["Reason"] for asked in world.rollbacks()] == [
        "its hours, 07:00-19:00 MON-FRI Europe/Berlin, are over",
        "its hours, 07:00-19:00 MON-FRI Europe/Berlin, begin",
    ]
    assert (world.history("hours"), world.history("rollback")) == ({1: "SUCCEEDED", 2: "SUCCEEDED"}, {})


def test_what_is_as_the_hours_ask_already_is_no_news(world: Serving) -> None:
    keep(world, True, MORNING)
    assert (serves(world), world.told()) == (name_of(3), [])


def test_a_message_that_comes_twice_or_after_a_later_one_changes_nothing(world: Serving) -> None:
    keep(world, False, EVENING)
    keep(world, True, NEXT_MORNING)
    keep(world, False, EVENING)
    assert (serves(world), len(world.rollbacks())) == (name_of(3), 2)


def test_a_build_that_runs_is_not_stopped_and_the_endpoint_goes_after_it(world: Serving) -> None:
    world.message({"Reason": "a build"})
    world.deliver_launches()
    world.deliver_events()
    world.schedule(False, EVENING)
    world.deliver_launches()
    assert [world.executions[name]["stateMachineArn"][-5:] for name in world.running()] == ["build"]
    world.run_to_the_end()
    assert (serves(world), world.way(), world.told()) == (None, [1, 2, 3, 4], [(4, "STARTED"), (4, "SUCCEEDED"), (4, "WAITING")])


def test_what_waits_to_be_built_is_built_before_the_endpoint_goes_and_after_it_comes(world: Serving) -> None:
    world.message({"Reason": "one"})
    world.deliver_launches()
    world.deliver_events()
    world.message({"Reason": "two"})
    world.schedule(False, EVENING)
    world.run_to_the_end()
    assert [status for _, status in world.told()] == ["STARTED", "SUCCEEDED", "STARTED", "SUCCEEDED", "WAITING"]
    world.message({"Reason": "three"})
    world.schedule(True, NEXT_MORNING)
    world.run_to_the_end()
    assert world.told() == [(5, "WAITING"), (6, "STARTED"), (6, "SUCCEEDED")]
    assert serves(world) == name_of(6)


@pytest.mark.parametrize("how", ["SUCCEEDED", "FAILED"])
def test_a_build_outside_the_hours_leaves_no_endpoint_behind(world: Serving, how: str) -> None:
    keep(world, False, EVENING)
    world.message({"Reason": "at night"})
    world.deliver_launches()
    world.deliver_events()
    (running,) = world.running()
    world.serve(2)  # what it has made to see whether its model serves
    world.end(running, how)
    world.run_to_the_end()
    assert serves(world) is None
    keep(world, True, NEXT_MORNING)
    assert serves(world) == name_of(4 if how == "SUCCEEDED" else 2)


def test_a_version_that_somebody_names_at_night_serves_until_the_hours_end_next(world: Serving) -> None:
    keep(world, False, EVENING)
    world.ask({"Version": 3})
    world.run_to_the_end()
    world.message({"Reason": "a build at night"})
    world.run_to_the_end()
    assert serves(world) == name_of(4)
    keep(world, False, "2026-11-30T18:00:00Z")
    assert serves(world) is None


def test_an_alarm_that_has_lost_its_endpoint_rolls_nothing_back(world: Serving) -> None:
    keep(world, False, EVENING)
    world.ask({})
    world.run_to_the_end()
    assert world.rejected() == ["the endpoint is outside its hours, 07:00-19:00 MON-FRI Europe/Berlin: name the Version that is to serve"]
    assert (serves(world), world.way()) == (None, [1, 2, 3])


def test_a_rollback_waits_for_nothing_that_the_hours_ask_for_and_is_not_refused_for_it(world: Serving) -> None:
    world.schedule(False, EVENING)
    world.deliver_launches()
    assert rollbacks.version(table.launch()) is None
    world.ask({"Version": 2})
    world.run_to_the_end()
    assert (world.rejected(), world.way(), serves(world)) == ([], [1, 2], name_of(2))
    assert world.told() == [(None, "STOPPED"), (2, "ROLLED_BACK")]


@pytest.mark.parametrize("how", ["SUCCEEDED", "FAILED"])
def test_its_number_is_no_version_whose_things_would_be_removed(world: Serving, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    touched: list[object] = []
    for step in ("retire", "leave_nothing", "measure"):
        monkeypatch.setattr(settle, step, lambda *given: touched.append(given))
    world.schedule(False, EVENING)
    world.deliver_launches()
    world.deliver_events()
    world.end(world.running()[0], how)
    world.run_to_the_end()
    assert (touched, world.history("hours")) == ([], {1: how})


def test_a_build_that_is_redriven_while_the_endpoint_is_taken_down_is_stopped(world: Serving) -> None:
    world.message({"Reason": "a build"})
    world.deliver_launches()
    world.deliver_events()
    build = world.running()[0]
    world.end(build, "FAILED")
    world.deliver_events()
    world.schedule(False, EVENING)
    world.deliver_launches()
    world.redrive(build)
    world.run_to_the_end()
    said = "redriven while the endpoint is brought back or taken down, as its hours ask: redrive it again when that has ended"
    assert (records.read(4)["Cause"], serves(world)) == (said, None)


def test_a_message_through_a_topic_asks_for_no_hours(world: Serving) -> None:
    world.message({"detail-type": "SageBuild Endpoint Hours", "Serve": False, "At": EVENING, "Hours": "never"})
    world.run_to_the_end()
    assert (world.rollbacks(), world.builds()[0]["Reason"]) == ([], "SageBuild Endpoint Hours")


def test_an_endpoint_whose_hours_were_taken_away_while_it_was_gone_comes_back(world: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(world, False, EVENING)
    world.now = datetime.fromisoformat(EVENING) + timedelta(hours=2)
    endpoint_hours.end_if_none()
    assert "Name" not in table.launch()["Hours"]
    monkeypatch.setenv("ENDPOINT_HOURS", "")
    world.events.append(world.record({"detail-type": "SageBuild Look"}))
    world.run_to_the_end()
    assert (serves(world), world.rollbacks()[-1]["Reason"]) == (name_of(3), "the stack no longer has hours for it")


def test_a_model_that_is_built_at_night_is_measured_by_the_one_that_comes_back(world: Serving) -> None:
    assert champion.serving("churn")[0]["Version"] == 3
    keep(world, False, EVENING)
    assert champion.serving("churn") == (records.read(3), "")
    table.change_launch(lambda state: {**state, "Hours": {**state["Hours"], "Serve": True}})
    assert champion.serving("churn") == ({}, "no version serves yet")


def test_an_endpoint_that_nobody_has_deployed_yet_is_not_brought_back() -> None:
    with Serving() as world:
        keep(world, False, EVENING)
        assert champion.serving("churn") == ({}, "no version serves yet")
        assert served.current() is None


def scenario(world: Serving) -> None:
    """Bring the world to an evening on which a build runs."""
    world.have_served(2)
    world.message({"Reason": "late"})
    world.deliver_launches()
    world.deliver_events()


def outcome(world: Serving) -> object:
    told = sorted(set(world.told()))
    asked = [found["Serve"] for found in world.rollbacks()]
    return asked, told, world.history(), world.history("hours"), serves(world), sorted(table.launch())


@pytest.mark.parametrize("step", ["the schedule", "the end of the build", "the end of the hours"])
def test_a_crash_after_every_call_changes_nothing_in_the_end(step: str) -> None:
    with Serving() as world:
        scenario(world)
        world.schedule(False, EVENING)
        if step == "the schedule":
            check_crashes(world, world.deliver_launches, outcome, least=3)
            return
        world.deliver_launches()
        world.end(world.running()[0])
        if step == "the end of the hours":
            world.deliver_events()
            world.deliver_events()
            world.end(world.running()[0])
        check_crashes(world, world.deliver_events, outcome, least=5)
