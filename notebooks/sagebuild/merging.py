"""How changes change a document: what change() does for ever is what a launch's Parameters do for one build."""

from collections.abc import Mapping
from typing import Any

# Parts of SageMaker's own requests: a null in them stays in the document, for it removes a key of the request's defaults.
FRAGMENTS = ("TrainingJob", "TuningJob", "Evaluation", "Model", "EndpointConfig", "Endpoint", "Autoscaling")


def changed(document: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document with changes over it: objects are merged deeply, lists replaced, and null removes a key."""
    merged = over(document, changes)
    return {key: value if key in FRAGMENTS else without_nulls(value) for key, value in merged.items() if value is not None}


def over(first: Any, second: Any) -> Any:
    """Return the second value over the first, with its nulls."""
    if not isinstance(first, Mapping) or not isinstance(second, Mapping):
        return second
    return {**first, **{key: over(first.get(key), value) for key, value in second.items()}}


def without_nulls(value: Any) -> Any:
    """Return a value without the keys of its objects that are null."""
    if isinstance(value, Mapping):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return value
