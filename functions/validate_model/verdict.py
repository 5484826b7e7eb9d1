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
        return refusal(metric, value, old, exact(validation["Threshold"]), more, " (Validation.Threshold)")
    if not beats_champion(validation):
        return Verdict(True, compared(f"{metric} is", value, metric, old))
    return against_champion(validation, metric, value, old)


def against_champion(validation: dict[str, Any], metric: str, value: Decimal, old: Champion) -> Verdict:
    """Return the verdict beside the version that serves; one that cannot be compared refuses nothing."""
    if old.version is None:
        return Verdict(True, f"{metric} is {worded(value)[0]}, and it was not compared: {old.why}")
    if metric not in old.scores.numbers:
        why = f"version {old.version}, which serves, has no such number"
        return Verdict(True, f"{metric} is {worded(value)[0]}, and it was not compared: {why}")
    more, tolerance = validation["Objective"] == "Maximize", exact(validation.get("Tolerance", 0))
    bound = exact(old.scores.numbers[metric]) + (-tolerance if more else tolerance)
    if reaches(value, bound, more):
        return Verdict(True, compared(f"{metric} is", value, metric, old))
    return refusal(metric, value, old, bound, more, f" (Validation.Tolerance {tolerance})" if tolerance else "")


def reaches(value: Decimal, bound: Decimal, more: bool) -> bool:
    """Return whether a value is on the right side of a bound, or on it."""
    return value >= bound if more else value <= bound


def refusal(metric: str, value: Decimal, old: Champion, bound: Decimal, more: bool, why: str) -> Verdict:
    """Return the verdict on a model that is not good enough: its number, the champion's, and the bound."""
    said = compared(f"{metric} of the new model is", value, metric, old, bound)
    return Verdict(False, f"{said}: expected at {'least' if more else 'most'} {worded(bound, value)[0]}{why}")


def compared(begin: str, value: Decimal, metric: str, old: Champion, *others: Decimal) -> str:
    """Return the new model's number with the champion's behind it, if that has one."""
    if old.version is None or metric not in old.scores.numbers:
        return f"{begin} {worded(value, *others)[0]}"
    new, serving = worded(value, exact(old.scores.numbers[metric]), *others)[:2]
    return f"{begin} {new}, and {serving} of version {old.version}, which serves"


def worded(*numbers: Decimal) -> list[str]:
    """Return numbers as people read them: with as few digits as tell them apart."""
    for digits in (4, 8, 12):
        texts = [f"{float(number):.{digits}g}" for number in numbers]
        if len(set(texts)) == len(set(numbers)):
            return texts
    return [str(number) for number in numbers]


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
