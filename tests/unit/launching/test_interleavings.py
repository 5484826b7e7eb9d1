"""Launches and settles that run at the same time, one AWS call at a time in random order: the invariants hold after every step."""

import random
import threading
from collections.abc import Callable

import pytest

from builds import table
from tests.unit.launching.world import Killed, World

SLOTS = 4


class Invocation:
    """A function that runs until its next AWS call whenever it is told to go on."""

    def __init__(self, run: Callable[[], None]) -> None:
        self._go, self._paused = threading.Semaphore(0), threading.Semaphore(0)
        self._run, self.ended, self.killed = run, False, False
        self.problem: BaseException | None = None
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        current.invocation = self
        self._go.acquire()
        try:
            self._run()
        except Killed:
            pass
        except BaseException as problem:
            self.problem = problem
        self.ended = True
        self._paused.release()

    def pause(self) -> None:
        """Wait, inside the function, until it may make its next call."""
        self._paused.release()
        self._go.acquire()
        if self.killed:
            raise Killed

    def step(self) -> None:
        """Let the function make one call."""
        self._go.release()
        self._paused.acquire()
        if self.problem:
            raise self.problem


current = threading.local()


def pause() -> None:
    invocation = getattr(current, "invocation", None)
    if invocation:
        invocation.pause()


@pytest.mark.parametrize(("seed", "quiet_seconds"), [(0, 0), (1, 0), (2, 0), (3, 20), (4, 20), (5, 60)])
def test_no_order_of_calls_loses_doubles_or_overlaps_builds(seed: int, quiet_seconds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(seed)
    with World() as world, world.interrupted(before=pause):
        monkeypatch.setenv("QUIET_SECONDS", str(quiet_seconds))
        sent, steps, killed, running = 0, 0, 0, list[Invocation]()
        while steps < 700:
            steps += 1
            kind = chance.random()
            if kind < 0.08:
                world.message({"Reason": f"request {sent}", **({"Commit": "a" * 40} if chance.random() < 0.8 else {})})
                sent += 1
            elif kind < 0.12 and world.running():
                world.end(world.running()[0], chance.choice(["SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT"]))
            elif kind < 0.14 and world.events:
                world.events.append(chance.choice(world.events))  # EventBridge may send an event twice
            elif kind < 0.16 and world.launches:
                world.launches.append(chance.choice(world.launches))
            elif kind < 0.17:
                world.events.append(world.record({"detail-type": "SageBuild Look"}))
            elif kind < 0.19 and running:
                chance.choice(running).killed = True
                killed += 1
            elif kind < 0.193:
                world.return_later()
            elif kind < 0.198 and world.ended():
                world.redrive(chance.choice(world.ended()))
            elif kind < 0.35 and len(running) < SLOTS:
                batch = chance.choice([1, 3, 10])
                deliver = chance.choice([world.deliver_launches, world.deliver_events])
                running.append(Invocation(lambda deliver=deliver, batch=batch: deliver(batch)))
            elif running:
                chance.choice(running).step()
            running = [invocation for invocation in running if not invocation.ended]
            assert len([name for name in world.running() if not world.executions[name]["redriveCount"]]) <= 1
        while running:
            chance.choice(running).step()
            running = [invocation for invocation in running if not invocation.ended]
        world.run_to_the_end()
        assert sent > 30
        assert world.requests() == sent
        assert len(world.builds()) > 3
        versions = list(world.history())
        assert sorted(versions) == list(range(1, len(world.builds()) + 1))
        told = world.told()
        assert len(told) - len(set(told)) <= killed + world.redrives
        assert {version for version, _ in told} == set(versions)
        assert "Running" not in table.launch()
        assert "Pending" not in table.launch()
