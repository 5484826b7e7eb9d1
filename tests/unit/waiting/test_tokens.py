"""Whatever comes, or does not, and wherever the function is killed: the state that waits gets one answer, and the right one."""

import itertools
from collections.abc import Callable, Iterator

import pytest

from tests.unit.waiting.world import Answer, Killed, World

SERVES: Answer = ("SUCCESS", '{"Status": "InService"}')
BACK: Answer = (
    "EndpointRolledBack",
    "endpoint churn serves old again instead of new: SageMaker gave no reason (went off: churn/AllTraffic/5xx-errors)",
)
Step = Callable[[World], None]


@pytest.fixture
def world() -> Iterator[World]:
    with World() as made:
        yield made


def serve(world: World) -> None:
    world.endpoint = world.describing("InService", "new")


def roll_back(world: World) -> None:
    world.endpoint = world.describing("InService", "old")


def fail(world: World) -> None:
    world.endpoint = world.describing("Failed", "new")


def vanish(world: World) -> None:
    world.endpoint = None


def test_an_endpoint_that_serves_before_anybody_waits_is_seen_at_the_beginning(world: World) -> None:
    serve(world)
    world.wait()
    assert world.answers == [SERVES]


def test_an_event_between_the_beginning_and_the_end_changes_nothing(world: World) -> None:
    world.event()
    world.wait()
    world.event()
    assert world.answers == []


@pytest.mark.parametrize(
    ("become", "answer"),
    [
        (serve, SERVES),
        (roll_back, BACK),
        (fail, ("EndpointFailed", "endpoint churn is Failed: SageMaker gave no reason")),
        (vanish, ("EndpointFailed", "endpoint churn no longer exists")),
    ],
)
def test_an_event_makes_the_function_look_and_what_it_sees_is_answered(world: World, become: Step, answer: Answer) -> None:
    world.wait()
    become(world)
    world.event()
    assert world.answers == [answer]


def test_an_event_that_comes_twice_late_or_for_another_endpoint_finds_nobody(world: World) -> None:
    world.wait()
    serve(world)
    for name in ("churn-dev", "churn-rehearsal", "churn", "churn", "churn"):
        world.event(name)
    assert world.answers == [SERVES]


def test_an_event_that_never_came_is_made_up_for_by_the_next_attempt(world: World) -> None:
    world.wait()
    serve(world)
    world.wait()
    assert world.answers == [SERVES]


def test_an_invocation_of_an_earlier_attempt_that_comes_late_does_not_take_the_place_of_the_one_that_waits(world: World) -> None:
    world.wait()
    world.wait()
    world.wait(attempt=0)
    serve(world)
    world.event()
    assert world.answers == [SERVES]


def test_the_token_of_an_attempt_that_begins_while_an_earlier_one_is_answered_is_not_forgotten_with_it(world: World) -> None:
    world.wait()

    def begin_again() -> None:
        world.after = lambda: None
        world.wait()
        serve(world)

    world.after = begin_again  # once the event's invocation has read the first token
    world.event()
    assert world.answers == []
    world.event()
    assert world.answers == [SERVES]


def test_events_in_any_order_end_the_wait_once() -> None:
    steps: tuple[Step, ...] = (World.wait, serve, World.event, World.event)
    for order in set(itertools.permutations(steps)):
        with World() as world:
            for step in order:
                step(world)
            if not world.answers:  # nothing came after it served: a heartbeat is missed
                world.wait()
            assert world.answers == [SERVES], [step.__name__ for step in order]


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize(("become", "answer"), [(serve, SERVES), (roll_back, BACK)])
@pytest.mark.parametrize("killed", ["the beginning", "the beginning, when it serves", "the event"])
def test_a_crash_at_every_call_changes_nothing_in_the_end(killed: str, become: Step, answer: Answer, moment: str) -> None:
    for at in itertools.count(1):
        with World() as world:
            if killed == "the beginning, when it serves":
                become(world)
            if killed == "the event":
                world.wait()
                become(world)
            died = interrupted(world, world.event if killed == "the event" else world.wait, at, moment)
            become(world)
            if died and not world.answers:  # Lambda hands an event out again, Step Functions tries a state again
                (world.event if killed == "the event" else world.wait)()
            world.event()
            assert world.answers == [answer], f"killed {moment} call {at}"
        if not died:
            break
    assert at > 3


def interrupted(world: World, action: Callable[[], None], at: int, moment: str) -> bool:
    """Do something that is killed at its AWS call number at; return whether it had that many."""
    calls = itertools.count(1)

    def count() -> None:
        if next(calls) == at:
            raise Killed

    setattr(world, moment, count)
    try:
        action()
    except Killed:
        return True
    finally:
        setattr(world, moment, lambda: None)
    return False
