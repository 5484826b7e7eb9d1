"""How what a user writes changes the defaults."""

from typing import Any


def merge(defaults: Any, changes: Any) -> Any:
    """Return defaults with changes over them: objects deeply, lists replaced, null removes a key."""
    if not isinstance(defaults, dict) or not isinstance(changes, dict):
        return without_nulls(changes)
    merged = {key: value for key, value in defaults.items() if key not in changes}
    changed = {key: merge(defaults.get(key, {}), value) for key, value in changes.items() if value is not None}
    return {key: (changed | merged)[key] for key in [*defaults, *changes] if key in changed or key in merged}


def without_nulls(value: Any) -> Any:
    """Return a value without the keys of its objects that are null."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    return value
