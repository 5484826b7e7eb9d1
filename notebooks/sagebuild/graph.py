"""The picture of a state machine."""

from typing import Any

from sagebuild.states import State


def graph(definition: dict[str, Any], states: list[State]) -> Any:
    """Return the picture of a state machine's definition in which the states of a build are marked."""
    raise NotImplementedError
