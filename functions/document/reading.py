"""The parameter document: how it is read, merged and checked."""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from document import json_text, text
from document.keys import DOCUMENT, FRAGMENTS
from document.merge import keep_nulls, without_nulls
from document.values import WORDS, Value


class InvalidParameters(Exception):
    """A parameter document that no build can be made of; the message names the key and what was expected."""


def parse(source: str, where: str) -> dict[str, Any]:
    """Return the document in a text; where names the place it comes from."""
    try:
        document = json_text.loads(source)
    except json.JSONDecodeError as error:
        raise InvalidParameters(f"{where} is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except ValueError as error:
        raise InvalidParameters(f"{where} is not JSON: {error}") from None
    if not isinstance(document, dict):
        raise InvalidParameters(f"{where}: expected a JSON object, got {shown(document)}")
    return document


def combine(document: dict[str, Any], overrides: dict[str, Any], framework: str) -> dict[str, Any]:
    """Return the parameters of one build: defaults, under the document, under the launch's overrides.

    In the fragments of SageMaker's requests a null stays: it removes a key of the request's own defaults.
    """
    check_keys(document)
    check_keys(overrides)
    merged = keep_nulls(document, overrides)
    used = {key: value if key in FRAGMENTS else without_nulls(value) for key, value in merged.items() if value is not None}
    return {"Framework": framework, **used}


def check_keys(document: dict[str, Any]) -> None:
    """Raise InvalidParameters for the first key that is unknown or holds the wrong type; null is right everywhere, it removes a key."""
    if json_text.is_too_deep(document):
        raise InvalidParameters(f"Parameters: {json_text.TOO_DEEP}")
    check_value(document, DOCUMENT, "")
    if where := text.unstorable(document):
        path, character = where.removeprefix(".").rsplit(": ", 1)
        raise InvalidParameters(f"{path}: holds the character {character}, which AWS's stores refuse")


def check_value(value: Any, expected: Value, path: str) -> None:
    """Raise InvalidParameters for the first key of a value that is unknown or holds the wrong type; path is where the value stands."""
    if type(value) not in expected.types:
        # Where any number is right, integers are among them.
        words = " or ".join(WORDS[kind] for kind in expected.types if kind is not int or float not in expected.types)
        raise InvalidParameters(f"{path or 'Parameters'}: expected {words}, got {shown(value)}")
    if expected.choices and value not in expected.choices:
        raise InvalidParameters(f"{path}: expected one of {', '.join(expected.choices)}, got {shown(value)}")
    if expected.least is not None and value < expected.least:
        raise InvalidParameters(f"{path}: expected at least {expected.least}, got {shown(value)}")
    for where, item, held in parts(value, expected, path):
        check_value(item, held, where)


def parts(value: Any, expected: Value, path: str) -> Iterator[tuple[str, Any, Value]]:
    """Yield path, value and what is expected of everything in a value; raise InvalidParameters for an unknown key."""
    if isinstance(value, list) and expected.items:
        yield from ((f"{path}[{index}]", item, expected.items) for index, item in enumerate(value))
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        name = key if key.isprintable() else shown(key)
        below = f"{path}.{name}" if path else name
        if expected.keys is not None and key not in expected.keys:
            raise InvalidParameters(f"{below}: unknown key; {hint(key, expected.keys)}")
        held = expected.keys[key] if expected.keys is not None else (expected.own or {}).get(key, expected.values)
        if held and item is not None:
            yield below, item, held


def hint(key: str, known: dict[str, Value]) -> str:
    """Return which known key was probably meant."""
    by_lower_case = {name.lower(): name for name in known}
    close = get_close_matches(key.lower(), by_lower_case, n=1, cutoff=0.7)
    return f"did you mean {by_lower_case[close[0]]}?" if close else f"expected one of {', '.join(known)}"


def shown(value: Any) -> str:
    """Return a value as it stands in a sentence."""
    written = json.dumps(value)
    return written if len(written) <= 80 else written[:77] + "..."
