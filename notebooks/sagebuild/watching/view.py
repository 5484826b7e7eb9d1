"""What is shown of a build, or of a rollback, at one moment, whatever shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from statistics import median
from typing import Any

from sagebuild import words
from sagebuild.builds import Build
from sagebuild.rollbacks import Rollback
from sagebuild.states import HOLDERS, State

# What decides takes no time, and what holds others is told by them.
HIDDEN = ("Choice", "Pass", "Succeed", "Fail", *HOLDERS)
TRAINING = ("Train Model", "Tune Model")
LAST_BUILDS = 5
BARS = "▁▂▃▄▅▆▇█"
LONGEST_NOTE, LONGEST_CAUSE = 70, 600


@dataclass(frozen=True)
class Row:
    """A state: how often it was entered, how long it took in all, and what it does."""

    name: str
    status: str
    seconds: float
    times: int = 1
    note: str = ""

    @property
    def took(self) -> str:
        """Return how long it took, or has taken so far: to a tenth of a second at first, roughly in the end."""
        return f"{self.seconds:.1f} s" if self.seconds < 60 else words.duration(self.seconds)


@dataclass(frozen=True)
class View:
    """What is shown of a build or a rollback.

    Attributes:
        title: which one it is.
        status: its status.
        rows: its states, in the order in which they were first entered.
        metrics: a line for each metric of the model, the first few of them.
        seconds: how long it has run.
        usual: how long builds of this stack take, None if none has succeeded yet.
        last: the sentence about its end, "" as long as it runs.
        now: the time that this holds for.
    """

    title: str
    status: str
    rows: tuple[Row, ...]
    metrics: tuple[str, ...]
    seconds: float
    usual: float | None
    last: str
    now: datetime

    @property
    def share(self) -> float | None:
        """Return which part of its usual time the build has run, at most 1; None if that is not known."""
        return None if not self.usual else min(1.0, self.seconds / self.usual)

    @property
    def clock(self) -> str:
        """Return how long it has run, and how long it usually does."""
        if self.usual is None:
            return words.duration(self.seconds)
        return f"{words.duration(self.seconds)} of usually {words.duration(self.usual)}"


def view(
    shown: Build | Rollback,
    states: Sequence[State],
    training: Mapping[str, Any],
    series: Mapping[str, Sequence[float]],
    usual: float | None,
    now: datetime,
) -> View:
    """Return what is shown: training is training_now()'s answer, series the metrics' values so far."""
    seconds = ((shown.ended or now) - shown.started).total_seconds() if shown.started else 0.0
    return View(
        title=title(shown) + (f": {one_line(shown.reason, LONGEST_NOTE)}" if shown.reason else ""),
        status=shown.status,
        rows=rows(states, note(training), now),
        metrics=tuple(f"{one_line(name, LONGEST_NOTE)} {curve(values)}" for name, values in list(series.items())[: words.MOST_METRICS]),
        seconds=max(0.0, seconds),
        usual=usual,
        last="" if shown.running else one_line(str(shown), LONGEST_CAUSE),
        now=now,
    )


def title(shown: Build | Rollback) -> str:
    """Return what something is called."""
    if isinstance(shown, Build):
        return f"Version {shown.version} of {shown.stack}"
    return f"{shown.stack.name}, back to version {shown.version}"


def rows(states: Sequence[State], training: str, now: datetime) -> tuple[Row, ...]:
    """Return a row for each state that takes time; training is what the training does now."""
    found: dict[str, Row] = {}
    for state in states:
        if state.kind not in HIDDEN:
            before = found.get(state.name, Row(state.name, "", 0.0, 0))
            seconds = max(0.0, ((state.ended or now) - state.began).total_seconds())
            doing = training if state.name in TRAINING and state.ended is None else ""
            found[state.name] = Row(state.name, state.status, before.seconds + seconds, before.times + 1, doing)
    return tuple(found.values())


def note(training: Mapping[str, Any]) -> str:
    """Return in one line what the training does now."""
    return one_line(" · ".join(filter(None, (training.get("Status"), training.get("LastLine")))), LONGEST_NOTE)


def one_line(text: str, longest: int) -> str:
    """Return a text without what would move a terminal's cursor, and no longer than that."""
    clean = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def grown(series: Mapping[str, tuple[float, ...]], metrics: Mapping[str, Any]) -> dict[str, tuple[float, ...]]:
    """Return the metrics' values with those of now, if they look like new ones; what is no number, such as NaN, is left out."""
    grown = dict(series)
    for name, value in metrics.items():
        before = grown.get(name, ())
        if isinstance(value, int | float) and isfinite(value) and [words.number(value)] != [words.number(last) for last in before[-1:]]:
            grown[name] = (*before, float(value))
    return grown


def curve(values: Sequence[float]) -> str:
    """Return the last value, after a small curve of those before it."""
    low, high = min(values), max(values)
    bars = "".join(BARS[int((value - low) / (high - low) * 7)] for value in values[-24:]) + " " if low < high else ""
    return bars + words.number(values[-1])


def usual(builds: Iterable[Build], version: int) -> float | None:
    """Return the median of how long the last builds before this one took that succeeded and had anything to do; None if there is none."""
    made = [build for build in builds if build.status == "SUCCEEDED" and not build.unchanged and build.version < version]
    took = [build.seconds for build in made[:LAST_BUILDS]]
    return median(took) if took else None
