"""Watching a build until it has ended."""

import time
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from sagebuild.builds import Build
from sagebuild.errors import SageBuildError
from sagebuild.states import State
from sagebuild.watching import screens
from sagebuild.watching.view import TRAINING, View, grown, usual, view

if TYPE_CHECKING:
    from sagebuild.looking import Looking

FRAME_SECONDS = 0.5
FAILURES = 5


def watch(stack: "Looking", build: Build, show: bool) -> Build:
    """Show a build until it has ended, and return it; whoever interrupts this gets the build as it was, and it goes on."""
    with screens.chosen(show) as screen:
        watched = Watched(stack, build, closely=show)
        try:
            while True:
                watched.look()
                screen.show(watched.view())
                if not watched.build.running:
                    return watched.build
                pause(watched, screen)
        except KeyboardInterrupt:
            screen.say(
                f"No longer watched: version {build.version} of {stack.name} goes on. wait({build.version}) watches it again, stop() ends it."
            )
            return watched.build


def pause(watched: "Watched", screen: screens.Screen) -> None:
    """Let time pass until the next look, in a picture whose clock goes on."""
    end = time.monotonic() + seconds_between_looks(watched.build.seconds)
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(FRAME_SECONDS, left))
        screen.show(watched.view())


def seconds_between_looks(running: float) -> float:
    """Return how long to wait between two looks at a build: it is asked for every second at first, every ten in the end."""
    return min(10.0, max(1.0, running / 60))


class Watched:
    """A build and what is known of it by now; closely is whether its states and its training are looked at, too."""

    def __init__(self, stack: "Looking", build: Build, closely: bool = True) -> None:
        self.stack, self.build, self._closely = stack, build, closely
        self.states: list[State] = []
        self.training: Mapping[str, Any] = {}
        self.series: dict[str, tuple[float, ...]] = {}
        self.usual = usual(stack.builds(), build.version) if closely else None
        self._failures = 0
        self._trained = False

    def look(self) -> None:
        """Ask how the build is doing; a network that fails now and then ends nothing, but the fifth failure in a row is raised."""
        try:
            self.build = self.stack.build(self.build.version)
            if self._closely:
                self._look_closely()
        except SageBuildError:
            self._failures += 1
            if self._failures == FAILURES:
                raise
        else:
            self._failures = 0

    def _look_closely(self) -> None:
        """Ask for the states, and how the training is doing as long as there is one, and once after its end, for the last metrics."""
        self.states = self.stack.states(self.build.version)
        trainings = [state for state in self.states if state.name in TRAINING]
        trains = any(state.ended is None for state in trainings)
        if trains or (trainings and not self._trained):
            self.training = self.stack.training_now(self.build)
        self._trained = bool(trainings) and not trains
        self.series = grown(self.series, {**self.training.get("Metrics", {}), **self.build.metrics})

    def view(self) -> View:
        """Return what is to be shown at this moment."""
        return view(self.build, self.states, self.training, self.series, self.usual, datetime.now(timezone.utc))
