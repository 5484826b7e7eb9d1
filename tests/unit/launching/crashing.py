"""A function is killed after each of its AWS calls, without what comes before being played again: a copy of the process is killed there."""

import os
import pickle
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from tests.unit.launching.world import Killed, World


class Crashing(Protocol):
    """What can be killed after each of its AWS calls, and goes on by itself."""

    after: Callable[[], None]

    def interrupted(self, *, after: Callable[[], None]) -> AbstractContextManager[None]: ...
    def run_to_the_end(self) -> None: ...


W = TypeVar("W", bound=Crashing)


def check_crashes(world: World, action: Callable[[], None], outcome: Callable[[Any], Any], least: int) -> None:
    """Assert that an action that is killed after any of its calls, and called again, ends as without that."""
    expected, crashed = ends(world, action, outcome)
    assert len(crashed) >= least
    for number, found in enumerate(crashed, 1):
        assert found == expected, f"killed after call {number}"


def ends(world: W, action: Callable[[], None], outcome: Callable[[W], Any]) -> tuple[Any, list[Any]]:
    """Return how everything ends after an action, and after one that was killed after its first call, its second, and so on."""
    crashed: list[Any] = []
    copies: list[int] = []  # where a copy tells its end; the process itself has none

    def crash_a_copy() -> None:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            copies.append(writing)
            world.after = lambda: None
            raise Killed
        os.close(writing)
        with os.fdopen(reading, "rb") as told:
            crashed.append(pickle.load(told))
        os.waitpid(child, 0)

    def end() -> Any:
        world.run_to_the_end()
        return outcome(world)

    said: Any = "it went on although it was killed"
    try:
        with world.interrupted(after=crash_a_copy):
            action()
    except Killed:
        action()
        said = end()
    except Exception:
        said = traceback.format_exc()
        raise
    finally:
        if copies:  # what a copy ends with never reaches pytest, which goes on in the process itself
            with os.fdopen(copies[0], "wb") as telling:
                pickle.dump(said, telling)
            os._exit(0)
    return end(), crashed
