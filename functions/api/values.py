"""The single values of an API's requests: numbers, strings, sizes."""

import functools
import json
import math
import re
from typing import Any

from api.choices import hint, is_newer, listed

Shape = dict[str, Any]
WHOLE, DECIMAL = ("integer", "long"), ("float", "double")
NUMBERS = (*WHOLE, *DECIMAL)
NUMERIC = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?", re.ASCII)
# AWS writes patterns for Java, which knows Unicode's classes by these names and takes \w and \d for ASCII.
BEYOND_ASCII = "\u00a1-\U0010ffff"
JAVA_CLASSES = {
    r"\p{L}": f"A-Za-z{BEYOND_ASCII}",
    r"\p{N}": rf"0-9{BEYOND_ASCII}",
    r"\p{Z}": " \u00a0\u2000-\u200a\u3000",
    r"\p{Alnum}": "A-Za-z0-9",
    r"\uD800\uDC00-\uDBFF\uDFFF": "\U00010000-\U0010ffff",  # as Java writes what is beyond 16 bits
}


LINE_BREAK = re.compile("[\n\r\u0085\u2028\u2029]")


class Problem(Exception):
    """What is wrong with one value."""


def number(shape: Shape, value: Any) -> Any:
    """Return a number that the shape allows; one in a string is taken for what it says."""
    whole = shape["type"] in WHOLE
    given = json.loads(value) if isinstance(value, str) and NUMERIC.fullmatch(value) and not re.match(r"-?0\d", value) else value
    usable = isinstance(given, int | float) and not isinstance(given, bool) and math.isfinite(given)
    if not usable or (whole and given != int(given)):
        raise Problem(f"expected {'an integer' if whole else 'a number'}, got {shown(value)}")
    limited(shape, given, "")
    return int(given) if whole else given


def string(shape: Shape, value: str) -> list[str]:
    """Raise Problem for a string that the shape does not allow; return what people should know about one that is allowed."""
    enum, pattern = shape.get("enum"), shape.get("pattern")
    if enum and value not in enum:
        if not is_newer(value, enum):
            raise Problem(f"expected one of {listed(enum)}, got {shown(value)}{hint(value, enum)}")
        return [f"{value} is newer than this SageBuild, and SageMaker is asked without a check"]
    sized(shape, len(value), "characters")
    if pattern and not matches(pattern, value):
        if LINE_BREAK.search(value) and matches(pattern, LINE_BREAK.sub("", value)):
            raise Problem(f"line breaks are not allowed, got {shown(value)}")
        raise Problem(f"expected to match {pattern}, got {shown(value)}")
    return []


def matches(pattern: str, value: str) -> bool:
    """Return whether a whole value matches; a pattern that Python cannot read refuses nothing, SageMaker itself still may."""
    expression = compiled(pattern)
    return expression is None or expression.fullmatch(value) is not None


@functools.cache
def compiled(pattern: str) -> re.Pattern[str] | None:
    """Return a pattern of the API as Python understands it, None where it does not."""
    for java, python in JAVA_CLASSES.items():
        pattern = pattern.replace(java, python)
    try:
        return re.compile(pattern, re.ASCII)
    except re.error:
        return None


def sized(shape: Shape, size: int, unit: str) -> None:
    """Raise Problem for a length that the shape does not allow."""
    limited(shape, size, f" {unit}")


def limited(shape: Shape, found: float, unit: str) -> None:
    """Raise Problem for a number outside the shape's range."""
    least, most = shape.get("min"), shape.get("max")
    if least is not None and found < least:
        raise Problem(f"expected at least {least}{unit}, got {found}")
    if most is not None and found > most:
        raise Problem(f"expected at most {most}{unit}, got {found}")


def shown(value: Any) -> str:
    """Return a value as it stands in a sentence: what it is where it is large."""
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "a list"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "..."
