"""JSON of what Python programs hold: numbers of numpy are numbers, and what is no JSON is refused in a sentence."""

import json
from collections.abc import Mapping
from typing import Any

from sagebuild.errors import Refused


def text(value: Any) -> str:
    """Return a value as JSON."""
    try:
        return json.dumps(value, default=plain, allow_nan=False, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise Refused(f"What is no JSON cannot be sent: {error}") from None


def document(value: Any) -> dict[str, Any]:
    """Return a document as every other program reads it: with lists in place of tuples, and text as keys."""
    if not isinstance(value, Mapping):
        raise Refused(f'Parameters are a dict, such as {{"HyperParameters": {{"C": 10}}}}, and not {value!r}')
    found: dict[str, Any] = json.loads(text(dict(value)))
    return found


def plain(value: Any) -> Any:
    """Return what stands for a value that json does not know: numpy's numbers and arrays know it themselves."""
    if isinstance(value, Mapping):
        return dict(value)
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"{value!r} is a {type(value).__name__}")
