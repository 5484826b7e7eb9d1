"""KEY=VALUE on a command line, as changes of the parameter document."""

import json
from argparse import ArgumentTypeError
from typing import Any

from sagebuild.merging import over

ABOUT = "such as HyperParameters.C=10; the value is JSON, or else text, and null removes the key; may be given several times"


def assignment(text: str) -> dict[str, Any]:
    """Return the changes that one KEY=VALUE makes."""
    path, equals, value = text.partition("=")
    keys = path.split(".")
    if not equals or not all(keys):
        raise ArgumentTypeError(f"expected KEY=VALUE, such as HyperParameters.C=10, got {text!r}")
    changes = parsed(value)
    for key in reversed(keys):
        changes = {key: changes}
    found: dict[str, Any] = changes
    return found


def together(assigned: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the changes of several assignments; the later ones win."""
    changes: dict[str, Any] = {}
    for one in assigned:
        changes = over(changes, one)
    return changes


def parsed(text: str) -> Any:
    """Return the JSON value in a text, or the text."""
    try:
        return json.loads(text)
    except ValueError:
        return text
