"""Watching a build, or a rollback, until it has ended."""

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sagebuild import going_back
from sagebuild.builds import Build
from sagebuild.errors import SageBuildError
from sagebuild.rollbacks import Rollback
from sagebuild.states import State
from sagebuild.watching import screens
from sagebuild.watching.view import TRAINING, View, grown, usual, view

if TYPE_CHECKING:
    from sagebuild.looking import Looking

Shown = TypeVar("Shown", Build, Rollback)
FRAME_SECONDS = 0.5
FAILURES = 5


def watch(stack: "Looking", build: Build, show: bool) -> Build:
    """Show a build until it has ended, and return it; whoever interrupts this gets the build as it was, and it goes on."""
    goes_on = f"version {build.version} of {stack.name} goes on. wait({build.version}) watches it again, stop() ends it."
    return follow(WatchedBuild(stack, build, closely=show), show, goes_on)


def watch_rollback(stack: "Looking", rollback: Rollback, show: bool) -> Rollback:
    """Show a rollback until it has ended, and return it; whoever interrupts this gets it as it was, and it goes on."""
    return follow(WatchedRollback(stack, rollback, closely=show), show, f"the rollback of {stack.name} goes on.")


def follow(watched: "Watched[Shown]", show: bool, goes_on: str) -> Shown:
    """Show something until it has ended, and return it."""
    with screens.chosen(show) as screen:
        try:
            while True:
                watched.look()
                screen.show(watched.view())
                if not watched.shown.running:
                    return watched.shown
                pause(watched, screen)
        except KeyboardInterrupt:
            screen.say(f"No longer watched: {goes_on}")
            return watched.shown


def pause(watched: "Watched[Shown]", screen: screens.Screen) -> None:
    """Let time pass until the next look, in a picture whose clock goes on."""
    end = time.monotonic() + seconds_between_looks(watched.shown.seconds)
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(FRAME_SECONDS, left))
        screen.show(watched.view())


def seconds_between_looks(running: float) -> float:
    """Return how long to wait between two looks: every second at first, every ten in the end."""
    return min(10.0, max(1.0, running / 60))


class Watched(ABC, Generic[Shown]):
    """Something that runs and what is known of it by now; closely is whether more is looked at than whether it has ended."""

    def __init__(self, stack: "Looking", shown: Shown, closely: bool = True) -> None:
        self.shown: Shown = shown
        self.stack, self._closely = stack, closely
        self.states: list[State] = []
        self.training: Mapping[str, Any] = {}
        self.series: dict[str, tuple[float, ...]] = {}
        self.usual: float | None = None
        self._failures = 0

    def look(self) -> None:
        """Ask how it is doing; a network that fails now and then ends nothing, but the fifth failure in a row is raised."""
        try:
            self.shown = self._now()
            if self._closely:
                self._look_closely()
        except SageBuildError:
            self._failures += 1
            if self._failures == FAILURES:
                raise
        else:
            self._failures = 0

    @abstractmethod
    def _now(self) -> Shown:
        """Ask for it as it is now."""

    def _look_closely(self) -> None:
        """Ask for the states."""
        self.states = self.stack.states(self.shown)

    def view(self) -> View:
        """Return what is to be shown at this moment."""
        return view(self.shown, self.states, self.training, self.series, self.usual, datetime.now(timezone.utc))


class WatchedRollback(Watched[Rollback]):
    """A rollback."""

    def _now(self) -> Rollback:
        return going_back.again(self.shown)


class WatchedBuild(Watched[Build]):
    """A build, and its training."""

    def __init__(self, stack: "Looking", build: Build, closely: bool = True) -> None:
        super().__init__(stack, build, closely)
        self.usual = usual(stack.builds(), build.version) if closely else None
        self._trained = False

    def _now(self) -> Build:
        return self.stack.build(self.shown.version)

    def _look_closely(self) -> None:
        """Ask for the states, and how the training is doing as long as there is one, and once after its end, for the last metrics."""
        super()._look_closely()
        trainings = [state for state in self.states if state.name in TRAINING]
        trains = any(state.ended is None for state in trainings)
        if trains or (trainings and not self._trained):
            self.training = self.stack.training_now(self.shown)
        self._trained = bool(trainings) and not trains
        self.series = grown(self.series, {**self.training.get("Metrics", {}), **self.shown.measured})
