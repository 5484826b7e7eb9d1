"""What an AWS API accepts, by botocore's own model of it."""

import functools
from difflib import get_close_matches
from typing import Any

import botocore.session
from botocore.model import ListShape, MapShape, Shape, StructureShape

from api.values import NUMBERS, Problem, number, shown, sized, string

EXPECTED: dict[str, tuple[type, str]] = {
    "structure": (dict, "an object"),
    "map": (dict, "an object"),
    "list": (list, "a list"),
    "string": (str, "a string"),
    "boolean": (bool, "true or false"),
}


ANYTHING: tuple[Any, str] = (object, "")


class InvalidRequest(Exception):
    """A request that the API would refuse; the message names the member's path and what was expected."""


def check(operation: str, request: Any, path: str = "", service: str = "sagemaker") -> dict[str, Any]:
    """Return the request with numbers in strings made numbers; raise InvalidRequest with the first thing that the API would refuse.

    Types, required and unknown members, enums, lengths, ranges and patterns are checked. path is what messages call the request.
    """
    problems: list[str] = []
    checked: dict[str, Any] = _value(model(service).operation_model(operation).input_shape, request, path, problems)
    if problems:
        others = len(problems) - 1
        more = f" (and {others} more {'problem' if others == 1 else 'problems'})" if others else ""
        raise InvalidRequest(problems[0] + more)
    return checked


@functools.cache
def model(service: str) -> Any:
    """Return botocore's model of a service; reading it takes longer than all checks of a build."""
    return botocore.session.get_session().get_service_model(service)


def _value(shape: Shape, value: Any, path: str, problems: list[str]) -> Any:
    kind, words = EXPECTED.get(shape.type_name, ANYTHING)
    try:
        if not isinstance(value, kind):
            raise Problem(f"expected {words}, got {shown(value)}")
        if shape.type_name in NUMBERS:
            return number(shape, value)
        if shape.type_name == "string":
            return string(shape, value)
        if shape.type_name in ("list", "map"):
            sized(shape, len(value), "entries")
    except Problem as problem:
        problems.append(f"{path or 'request'}: {problem}")
        return value
    match shape:
        case StructureShape():
            return _structure(shape, value, path, problems)
        case MapShape():
            for key in value:
                _value(shape.key, key, f"{path} key {key}", problems)
            return {key: _value(shape.value, item, below(path, key), problems) for key, item in value.items()}
        case ListShape():
            return [_value(shape.member, item, f"{path}[{index}]", problems) for index, item in enumerate(value)]
    return value


def _structure(shape: StructureShape, value: dict[str, Any], path: str, problems: list[str]) -> dict[str, Any]:
    known = shape.members
    for key in value:
        if key not in known:
            close = get_close_matches(key, known, n=1)
            problems.append(
                f"{below(path, key)}: unknown; " + (f"did you mean {close[0]}?" if close else f"expected one of {', '.join(known)}")
            )
    problems += [f"{below(path, key)}: required, but not given" for key in shape.required_members if key not in value]
    if getattr(shape, "is_tagged_union", False) and len(value) != 1:
        problems.append(f"{path or 'request'}: expected exactly one of {', '.join(known)}")
    return {key: _value(known[key], item, below(path, key), problems) if key in known else item for key, item in value.items()}


def below(path: str, key: str) -> str:
    """Return the path of a member."""
    return f"{path}.{key}" if path else str(key)
