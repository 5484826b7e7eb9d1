"""Figures of builds."""

from typing import Any

from sagebuild.states import State


def plot(history: Any, metric: str | None) -> Any:
    """Return a matplotlib Figure of a metric over the versions."""
    raise NotImplementedError


def timeline(states: list[State], title: str) -> Any:
    """Return a matplotlib Figure of a build's states over time."""
    raise NotImplementedError
