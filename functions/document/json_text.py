"""JSON as every other program reads it."""

import json
import math
from typing import Any, NoReturn

# Deeper than anything that a request of AWS holds, and well before Python, which reads and writes JSON recursively, gives up.
LEVELS = 100
TOO_DEEP = f"nested more than {LEVELS} levels deep"


def loads(text: str) -> Any:
    """Return the value in a text, with or without a byte order mark.

    Raise ValueError also for NaN and infinities, which Python reads but Step Functions refuses, and for what is nested too deeply.
    """
    try:
        value = json.loads(text.removeprefix("\ufeff"), parse_constant=_refused, parse_float=_finite)
    except RecursionError:
        raise ValueError(TOO_DEEP) from None
    if is_too_deep(value):
        raise ValueError(TOO_DEEP)
    return value


def is_too_deep(value: Any) -> bool:
    """Return whether a value is nested more deeply than anybody needs."""
    level = [value]
    for _ in range(LEVELS):
        level = [item for outer in level for item in within(outer)]
        if not level:
            return False
    return any(isinstance(item, dict | list) for item in level)


def within(value: Any) -> list[Any]:
    """Return what an object or a list holds."""
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON value")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"the number {digits} is too large")
    return number
