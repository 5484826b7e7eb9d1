"""What a program has written into evaluation.json: any nested JSON, whose numbers are found by their dotted paths."""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from document import json_text

KEPT, LONGEST_PATH = 100, 200  # of all numbers: a record has 400 KB, and the variables of an execution 256 KiB
NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class InvalidEvaluation(Exception):
    """An evaluation.json that no number can be read from; the message says of which model it is, and why."""


@dataclass(frozen=True)
class Scores:
    """The numbers by their paths, and how those are written that are none, such as NaN."""

    numbers: dict[str, float]
    strange: dict[str, str]


def read(text: str, whose: str) -> Scores:
    """Return the scores in a text; raise InvalidEvaluation."""
    try:
        value = json.loads(text.removeprefix("\ufeff"), parse_constant=NOT_FINITE.__getitem__)
    except RecursionError:
        raise InvalidEvaluation(f"Evaluation: evaluation.json of {whose} is {json_text.TOO_DEEP}") from None
    except ValueError as error:
        raise InvalidEvaluation(f"Evaluation: evaluation.json of {whose} is not JSON: {error}") from None
    if json_text.is_too_deep(value):
        raise InvalidEvaluation(f"Evaluation: evaluation.json of {whose} is {json_text.TOO_DEEP}")
    found = dict(flat(value, ""))
    return Scores(
        {path: number for path, number in found.items() if math.isfinite(number)},
        {path: written(number) for path, number in found.items() if not math.isfinite(number)},
    )


def flat(value: Any, path: str) -> Iterator[tuple[str, float]]:
    """Yield every number with its path; an entry of a list has its index there."""
    if isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from flat(item, f"{path}.{key}" if path else str(key))
    elif isinstance(value, int | float) and not isinstance(value, bool) and path:
        yield path, bounded(value)


def bounded(number: float) -> float:
    """Return a number that fits into floating point; a larger integer is infinite there."""
    try:
        return number if math.isfinite(float(number)) else float(number)
    except OverflowError:
        return math.inf


def written(number: float) -> str:
    """Return how a number that is none is written in JSON that is none."""
    return next(word for word, value in NOT_FINITE.items() if value == number or (math.isnan(value) and math.isnan(number)))


def kept(numbers: dict[str, float], metric: str | None) -> dict[str, float]:
    """Return the first numbers, and the one that is judged wherever it stands."""
    first = [path for path in numbers if len(path) <= LONGEST_PATH][:KEPT]
    return {path: numbers[path] for path in numbers if path in {*first, metric}}
