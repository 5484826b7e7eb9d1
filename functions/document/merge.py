"""How what a user writes changes the defaults: objects are merged deeply, lists replaced, and null removes a key."""

from typing import Any


def merge(defaults: Any, changes: Any) -> Any:
    """Return defaults with changes over them, and none of the nulls."""
    return without_nulls(keep_nulls(defaults, changes))


def keep_nulls(first: Any, second: Any) -> Any:
    """Return two sets of changes as one, the second wins; a null stays, for it removes a key of what the changes are made to."""
    if not isinstance(first, dict) or not isinstance(second, dict):
        return second
    return {**first, **{key: keep_nulls(first.get(key), value) for key, value in second.items()}}


def without_nulls(value: Any) -> Any:
    """Return a value without the keys of its objects that are null."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return value
