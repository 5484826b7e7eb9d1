"""How a reproduction differs from the training that it repeats."""

from typing import Any

from builds import records
from plans import history
from reuse.differences import difference


def because(version: int, training: dict[str, Any]) -> str:
    """Return why a training is repeated, and the first thing in which it is another: what the launch or SageBuild itself asks otherwise."""
    before = history.depended_on(records.read(version)) or {}
    old, new = (brought_back(part) for part in (before.get("Training"), training))
    differs = difference("Training", old, new, {}, lambda _: None) if old else None
    return f"version {version} is trained again" + (f", but {differs}" if differs else " as it was")


def brought_back(part: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what a training depends on without what a reproduction has copies of: their ETags and addresses are others, their content is the same."""
    return part and {**part, "Sources": {}, "Data": {}, "Request": without_channels(part["Request"])}


def without_channels(value: Any) -> Any:
    """Return a request without its channels."""
    if isinstance(value, dict):
        return {key: without_channels(item) for key, item in value.items() if key != "InputDataConfig"}
    return [without_channels(item) for item in value] if isinstance(value, list) else value
