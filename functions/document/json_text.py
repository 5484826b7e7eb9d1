"""JSON as every other program reads it."""

import json
import math
from typing import Any, NoReturn


def loads(text: str) -> Any:
    """Return the value in a text; raise ValueError also for NaN and infinities, which Python reads but Step Functions refuses."""
    try:
        return json.loads(text, parse_constant=_refused, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON value")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"the number {digits} is too large")
    return number
