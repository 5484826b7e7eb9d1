"""What a value of the parameter document may be."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Value:
    """A value of one of some JSON types, of one of some choices, an object of known keys or of any keys with one kind of value, or a list of these."""

    types: tuple[type, ...]
    choices: tuple[str, ...] = ()
    keys: "dict[str, Value] | None" = None
    values: "Value | None" = None
    items: "Value | None" = None
    about: str = ""
    own: "dict[str, Value] | None" = None  # keys that stand beside those of the request, and are not sent
    request: str = ""  # what the value is a part of: an operation of SageMaker's API, or a policy of Application Auto Scaling
    keeps_nulls: bool = False
    least: float | None = None  # of a number


def text(about: str, *choices: str) -> Value:
    """Return a string, of some choices if there are any."""
    return Value((str,), choices=choices, about=about)


def flag(about: str) -> Value:
    """Return a boolean."""
    return Value((bool,), about=about)


def whole(about: str, least: int) -> Value:
    """Return a whole number that has a least value."""
    return Value((int,), about=about, least=least)


def number(about: str, least: float | None = None) -> Value:
    """Return a number, with or without a fraction."""
    return Value((int, float), about=about, least=least)


def part(operation: str, about: str, **own: Value) -> Value:
    """Return a fragment of an API's request, perhaps with keys of our own."""
    return Value((dict,), request=operation, own=own, about=about)


def pair(keys: dict[str, Value], about: str, **both: Value) -> Value:
    """Return an object with the same keys for Training and Inference, perhaps with some that hold for both."""
    inner = Value((dict,), keys=keys)
    return Value((dict,), keys={"Training": inner, "Inference": inner, **both}, about=about)


WORDS: dict[Any, str] = {
    str: "a string",
    bool: "true or false",
    dict: "an object",
    list: "a list",
    int: "an integer",
    float: "a number",
}
