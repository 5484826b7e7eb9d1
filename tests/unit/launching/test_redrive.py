"""An execution that is redriven in the console: it takes the lock when that is free, and is otherwise stopped with a sentence."""

from collections.abc import Iterator

import pytest

from builds import executions, records, table
from tests.events import event
from tests.unit.launching.world import World


@pytest.fixture
def world() -> Iterator[World]:
    with World() as made:
        made.message({"Reason": "first"})
        made.deliver_launches()
        made.end(made.running()[0], "TIMED_OUT")
        made.deliver_events()
        made.told()
        yield made


def first(world: World) -> str:
    return next(iter(world.executions))


def test_it_takes_a_free_lock_and_what_comes_meanwhile_waits(world: World) -> None:
    world.redrive(first(world))
    world.deliver_events()
    world.message({"Reason": "second"})
    world.deliver_launches()
    assert world.running() == [first(world)]
    world.run_to_the_end()
    assert world.history() == {1: "SUCCEEDED", 2: "SUCCEEDED"}
    assert world.told() == [(1, "STARTED"), (1, "SUCCEEDED"), (2, "STARTED"), (2, "SUCCEEDED")]


def test_it_is_stopped_while_another_build_runs_and_says_why(world: World) -> None:
    world.message({"Reason": "second"})
    world.deliver_launches()
    second = world.running()[0]
    world.deliver_events()
    world.redrive(first(world))
    world.deliver_events()
    assert world.running() == [second]
    world.deliver_events()
    found = records.read(1)
    assert (found["Status"], found["Error"]) == ("STOPPED", "AnotherBuildRuns")
    assert found["Cause"] == "redriven while version 2 is being built: redrive it again when that has ended"
    assert world.told() == [(2, "STARTED"), (1, "STOPPED")]
    world.run_to_the_end()
    assert world.history() == {1: "STOPPED", 2: "SUCCEEDED"}


def test_its_record_is_open_again_and_then_says_how_it_ended_at_last(world: World) -> None:
    world.executions[first(world)] |= {"error": "Wrong", "cause": "it was wrong"}
    world.redrive(first(world))
    world.deliver_events()
    found = records.read(1)
    assert (found["Status"], found["Attempt"], "EndedAt" in found, "Error" in found) == ("RUNNING", 1, False, False)
    assert records.write_running(1, {"Framework": "BYOD"}, attempt=1)
    world.end(first(world), "FAILED")
    world.deliver_events()
    found = records.read(1)
    assert (found["Status"], found["Framework"], "EndedAt" in found) == ("FAILED", "BYOD", True)


def test_an_earlier_attempts_late_events_and_functions_change_nothing(world: World) -> None:
    name = first(world)
    world.tell(name)
    late = world.events.pop()
    world.redrive(name)
    world.deliver_events()
    world.events.append(late)
    world.deliver_events()
    assert table.launch()["Running"]["Name"] == name
    assert not records.write_running(1, {"Framework": "BYOD"}, attempt=0)
    assert records.read(1)["Status"] == "RUNNING"
    assert world.told() == [(1, "STARTED")]


def test_plan_build_may_be_quicker_than_the_event(world: World) -> None:
    assert records.write_running(1, {"Status": "RUNNING", "Framework": "BYOD"}, attempt=1)
    world.redrive(first(world))
    world.deliver_events()
    assert table.launch()["Running"]["Name"] == first(world)
    assert records.read(1)["Framework"] == "BYOD"


def test_a_beginning_that_is_told_after_the_end_takes_no_lock(world: World) -> None:
    world.redrive(first(world))
    beginning = world.events.pop()
    world.end(first(world), "FAILED")
    world.events.append(beginning)
    world.deliver_events()
    assert "Running" not in table.launch()
    assert records.read(1)["Status"] == "FAILED"
    assert world.told() == [(1, "FAILED")]


def test_what_comes_between_is_no_news(world: World) -> None:
    pending = event("states_running")
    pending["detail"] |= {"status": "PENDING_REDRIVE", "redriveCount": 1}
    world.events.append(world.record(pending))
    world.deliver_events()
    assert (world.events, world.told()) == ([], [])


def test_news_that_somebody_else_is_telling_wait_and_those_of_a_dead_teller_are_told(world: World) -> None:
    arn = world.arn(first(world))
    assert executions.begin_telling(arn, "SUCCEEDED 1")
    with pytest.raises(executions.BeingTold):
        executions.begin_telling(arn, "SUCCEEDED 1")
    world.now += executions.TELLING * 2
    assert executions.begin_telling(arn, "SUCCEEDED 1")
    executions.told(arn, "SUCCEEDED 1")
    world.now += executions.TELLING * 2
    assert not executions.begin_telling(arn, "SUCCEEDED 1")
