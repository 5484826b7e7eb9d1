"""What an AWS API accepts, by a model of it: SageMaker's own stands in shapes.json, which tools/api_shapes.py writes."""

import functools
import json
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from api.values import NUMBERS, Problem, Shape, number, shown, sized, string

Model = dict[str, dict[str, Any]]
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


@functools.cache
def carried() -> Model:
    """Return the model of the requests that builds make."""
    model: Model = json.loads((Path(__file__).parent / "shapes.json").read_text())
    return model


def check(operation: str, request: Any, path: str = "", model: Model | None = None) -> dict[str, Any]:
    """Return the request with numbers in strings made numbers; raise InvalidRequest with the first thing that the API would refuse.

    Types, required and unknown members, enums, lengths, ranges and patterns are checked. path is what messages call the request.
    """
    seen = _looked(operation, request, path, model)
    if seen.problems:
        others = len(seen.problems) - 1
        more = f" (and {others} more {'problem' if others == 1 else 'problems'})" if others else ""
        raise InvalidRequest(seen.problems[0] + more)
    checked: dict[str, Any] = seen.request
    return checked


def notices(operation: str, request: Any, path: str = "") -> list[str]:
    """Return a sentence for every value of a request that the model does not know, and that SageMaker may know by now."""
    return _looked(operation, request, path, None).notices


@dataclass
class _Look:
    """A walk through one request, and what was found on it."""

    shapes: dict[str, Shape]
    problems: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    request: Any = None

    def value(self, name: str, value: Any, path: str) -> Any:
        """Look at one value; return it with numbers in strings made numbers."""
        shape = self.shapes[name]
        try:
            single = self.alone(shape, value, path)
        except Problem as problem:
            self.problems.append(f"{path or 'request'}: {problem}")
            return value
        match shape["type"]:
            case "structure":
                return self.structure(shape, value, path)
            case "map":
                for key in value:
                    self.value(shape["key"], key, f"{path} key {key}")
                return {key: self.value(shape["value"], item, below(path, key)) for key, item in value.items()}
            case "list":
                return [self.value(shape["member"], item, f"{path}[{index}]") for index, item in enumerate(value)]
        return single

    def alone(self, shape: Shape, value: Any, path: str) -> Any:
        """Look at a value without what is in it; raise Problem."""
        kind, words = EXPECTED.get(shape["type"], ANYTHING)
        if not isinstance(value, kind):
            raise Problem(f"expected {words}, got {shown(value)}")
        if shape["type"] in NUMBERS:
            return number(shape, value)
        if shape["type"] == "string":
            self.notices += [f"{path or 'request'}: {notice}" for notice in string(shape, value)]
        if shape["type"] in ("list", "map"):
            sized(shape, len(value), "entries")
        return value

    def structure(self, shape: Shape, value: dict[str, Any], path: str) -> dict[str, Any]:
        """Look at an object and its members."""
        known = shape["members"]
        for key in value:
            if key not in known:
                close = get_close_matches(key, known, n=1)
                hint = f"did you mean {close[0]}?" if close else f"expected one of {', '.join(known)}"
                self.problems.append(f"{below(path, key)}: unknown; {hint}")
        self.problems += [f"{below(path, key)}: required, but not given" for key in shape.get("required", ()) if key not in value]
        if shape.get("union") and len(value) != 1:
            self.problems.append(f"{path or 'request'}: expected exactly one of {', '.join(known)}")
        return {key: self.value(known[key], item, below(path, key)) if key in known else item for key, item in value.items()}


def _looked(operation: str, request: Any, path: str, model: Model | None) -> _Look:
    used = model or carried()
    look = _Look(used["Shapes"])
    name = used["Operations"][operation]
    look.request = look.value(name, request, path) if name else request
    return look


def below(path: str, key: str) -> str:
    """Return the path of a member."""
    return f"{path}.{key}" if path else str(key)
