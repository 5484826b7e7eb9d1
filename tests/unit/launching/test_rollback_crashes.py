"""A rollback whose functions are killed at any of their AWS calls, and called again, ends as without that; in any order of calls too."""

import random
from collections.abc import Callable
from typing import Any

import pytest

from builds import table
from tests.unit.launching.crashing import check_crashes
from tests.unit.launching.serving import Serving
from tests.unit.launching.test_interleavings import SLOTS, Invocation, pause


def scenario(world: Serving, step: str) -> Callable[[], None]:
    """Bring the world, in which two versions have been deployed, to the point before a step, and return the step."""
    world.have_served(2)
    if step != "a rollback at rest":
        world.message({"Reason": "bad idea"})
        world.deliver_launches()
        world.deliver_events()
    world.ask({} if step != "a refusal" else {"Version": 2})
    if step in ("a rollback at rest", "a rollback during a build", "a refusal"):
        return world.deliver_launches
    world.deliver_launches()
    if step == "the end of the build that is stopped":
        return world.deliver_events
    world.deliver_events()
    world.message({"Reason": "better idea"})
    world.deliver_launches()
    world.end(world.running()[0])
    return world.deliver_events


def outcome(world: Serving) -> Any:
    told = world.told()
    assert len(told) - len(set(told)) <= 1, "who is killed between telling and noting it tells once more"
    return (
        [build["Reason"] for build in world.builds()],
        [(asked["From"], asked["To"]) for asked in world.rollbacks()],
        (world.history(), world.history("rollback")),
        (sorted(set(told), key=str), sorted(set(world.rejected()))),
        (world.way(), sorted(table.launch())),
    )


STEPS = [
    "a rollback at rest",
    "a rollback during a build",
    "a refusal",
    "the end of the build that is stopped",
    "the end of a rollback",
]


@pytest.mark.parametrize("step", STEPS)
def test_a_crash_after_every_call_changes_nothing_in_the_end(step: str) -> None:
    with Serving() as world:
        check_crashes(world, scenario(world, step), outcome, least=5)


def test_the_scenario_of_the_crashes_is_what_it_says() -> None:
    with Serving() as world:
        scenario(world, "the end of a rollback")()
        world.run_to_the_end()
        builds, went, histories, said, state = outcome(world)
    assert (builds, went) == (["bad idea", "better idea"], [(2, 1)])
    assert histories == ({1: "SUCCEEDED", 2: "SUCCEEDED", 3: "STOPPED", 4: "SUCCEEDED"}, {1: "ROLLED_BACK"})
    assert said == ([(1, "ROLLED_BACK"), (3, "STARTED"), (3, "STOPPED"), (4, "STARTED"), (4, "SUCCEEDED")], [])
    assert state == ([1, 4], ["Ended", "LastRollback", "LastVersion"])


@pytest.mark.parametrize("seed", range(3))
def test_no_order_of_calls_loses_doubles_or_overlaps_anything(seed: int) -> None:
    chance = random.Random(seed)
    with Serving() as world:
        world.have_served(2)
        with world.interrupted(before=pause):
            launched, asked, steps, running = 0, 0, 0, list[Invocation]()
            while steps < 600:
                steps += 1
                kind = chance.random()
                if kind < 0.05:
                    world.message({"Reason": f"request {launched}"})
                    launched += 1
                elif kind < 0.08:
                    world.ask({})
                    asked += 1
                elif kind < 0.13 and world.running():
                    world.end(world.running()[0], chance.choice(["SUCCEEDED", "SUCCEEDED", "FAILED", "TIMED_OUT"]))
                elif kind < 0.16 and world.events:
                    world.events.append(chance.choice(world.events))
                elif kind < 0.19 and world.launches:
                    world.launches.append(chance.choice(world.launches))
                elif kind < 0.2:
                    world.events.append(world.record({"detail-type": "SageBuild Look"}))
                elif kind < 0.22 and running:
                    chance.choice(running).killed = True
                elif kind < 0.38 and len(running) < SLOTS:
                    deliver, batch = chance.choice([world.deliver_launches, world.deliver_events]), chance.choice([1, 3, 10])
                    running.append(Invocation(lambda deliver=deliver, batch=batch: deliver(batch)))
                elif running:
                    chance.choice(running).step()
                running = [invocation for invocation in running if not invocation.ended]
                assert len(world.running()) <= 1
            while running:
                chance.choice(running).step()
                running = [invocation for invocation in running if not invocation.ended]
        world.run_to_the_end()
        assert world.requests() == launched
        assert len(world.rollbacks()) + len(set(refused(world))) == asked
        assert len(world.rollbacks()) > 1
        assert sorted(world.history("rollback")) == list(range(1, len(world.rollbacks()) + 1))
        assert {"Running", "Pending", "Rollback"} & set(table.launch()) == set()


def refused(world: Serving) -> list[str]:
    """Return the messages that were refused."""
    return [entry["Id"] for entry in table.launch().get("Rejected", [])]
