"""Whether a new model is good enough, and why."""

from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from document.validation import beats_champion
from validate_model.scores import Scores

SHOWN = 3


@dataclass(frozen=True)
class Champion:
    """The version that serves and what it scored; a version of None: there is no champion, and why says the reason if there is one to say."""

    version: int | None
    scores: Scores
    why: str


@dataclass(frozen=True)
class Verdict:
    """Whether the new model passes, and a sentence for people, "" where there is nothing to say."""

    passes: bool
    sentence: str


def verdict(validation: dict[str, Any] | None, new: Scores, old: Champion) -> Verdict:
    """Return the verdict on a new model: first the number itself, then the threshold, then the champion."""
    if validation is None:
        return Verdict(True, "")
    metric = validation["Metric"]
    if metric not in new.numbers:
        return Verdict(False, f"Validation.Metric: {missing(metric, new)}")
    value, more = exact(new.numbers[metric]), validation["Objective"] == "Maximize"
    if "Threshold" in validation and not reaches(value, exact(validation["Threshold"]), more):
        bound = f"at {'least' if more else 'most'} {validation['Threshold']} (Validation.Threshold)"
        return Verdict(False, f"{metric} of the new model is {value}{beside(metric, old)}: expected {bound}")
    if not beats_champion(validation):
        return Verdict(True, f"{metric} is {value}{beside(metric, old)}")
    return against_champion(validation, metric, value, old)


def against_champion(validation: dict[str, Any], metric: str, value: Decimal, old: Champion) -> Verdict:
    """Return the verdict beside the version that serves; one that cannot be compared refuses nothing."""
    if old.version is None:
        return Verdict(True, f"{metric} is {value}, and it was not compared: {old.why}")
    if metric not in old.scores.numbers:
        return Verdict(True, f"{metric} is {value}, and it was not compared: version {old.version}, which serves, has no such number")
    more, tolerance = validation["Objective"] == "Maximize", exact(validation.get("Tolerance", 0))
    bound = exact(old.scores.numbers[metric]) + (-tolerance if more else tolerance)
    if reaches(value, bound, more):
        return Verdict(True, f"{metric} is {value}{beside(metric, old)}")
    tolerated = f" (Validation.Tolerance {tolerance})" if tolerance else ""
    expected = f"at {'least' if more else 'most'} {bound}{tolerated}"
    return Verdict(False, f"{metric} of the new model is {value}{beside(metric, old)}: expected {expected}")


def reaches(value: Decimal, bound: Decimal, more: bool) -> bool:
    """Return whether a value is on the right side of a bound, or on it."""
    return value >= bound if more else value <= bound


def beside(metric: str, old: Champion) -> str:
    """Return the champion's number as it stands behind the new model's, "" if it has none."""
    if old.version is None or metric not in old.scores.numbers:
        return ""
    return f", and {exact(old.scores.numbers[metric])} of version {old.version}, which serves"


def missing(metric: str, new: Scores) -> str:
    """Return why there is no such number, and which ones are near it."""
    if metric in new.strange:
        return f"{metric} of the new model is {new.strange[metric]}, which is no number"
    if not new.numbers:
        return f"the new model has no number {metric}, and no other either"
    named = [path for path in new.numbers if metric.lower() in path.lower()]
    near = [*named, *get_close_matches(metric, new.numbers, n=SHOWN, cutoff=0.4), *sorted(new.numbers)]
    return f"the new model has no number {metric}; it has {', '.join(list(dict.fromkeys(near))[:SHOWN])}"


def exact(number: float) -> Decimal:
    """Return a number as it is written: in binary, 0.8 - 0.1 is less than 0.7 or more."""
    return Decimal(str(number))
