"""Rules of the ranges that a tuning job searches."""

import math
import re
from typing import Any

from api.rules.rule import Rule
from api.values import shown

KINDS = ("IntegerParameterRanges", "ContinuousParameterRanges", "CategoricalParameterRanges")
DECIMAL = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", re.ASCII)


def tuned(parameter_ranges: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all ranges of a set."""
    return [entry for kind in (*KINDS, "AutoParameters") for entry in parameter_ranges.get(kind, [])]


def combinations(parameter_ranges: dict[str, Any]) -> float:
    """Return how many combinations ranges have."""
    if parameter_ranges.get("ContinuousParameterRanges") or parameter_ranges.get("AutoParameters"):
        return math.inf
    counts = [len(entry["Values"]) for entry in parameter_ranges.get("CategoricalParameterRanges", [])]
    for entry in parameter_ranges.get("IntegerParameterRanges", []):
        low, high = number(entry["MinValue"]), number(entry["MaxValue"])
        if low is None or high is None or low > high:
            return math.inf
        counts.append(int(high - low) + 1)
    return math.prod(counts)


def number(text: str) -> float | None:
    """Return the number in a text, None if there is none or one that is too large."""
    found = float(text) if DECIMAL.fullmatch(text) else None
    return found if found is not None and math.isfinite(found) else None


def backwards(entry: dict[str, Any]) -> str | None:
    """Return the ends of a range that begins above its end."""
    low, high = number(entry["MinValue"]), number(entry["MaxValue"])
    return f"MaxValue ({entry['MaxValue']}), got {entry['MinValue']}" if low is not None and high is not None and low > high else None


def no_integer(entry: dict[str, Any], member: str) -> str | None:
    """Return an end of a range that is no integer."""
    found = number(entry[member])
    return shown(entry[member]) if found is None or found != math.floor(found) else None


def not_above_zero(entry: dict[str, Any]) -> str | None:
    """Return the beginning of a range that has no logarithm."""
    low = number(entry["MinValue"])
    return shown(entry["MinValue"]) if entry.get("ScalingType") == "Logarithmic" and low is not None and low <= 0 else None


def not_below_one(entry: dict[str, Any]) -> bool:
    """Return whether a range does not suit reverse logarithmic scaling."""
    low, high = number(entry["MinValue"]), number(entry["MaxValue"])
    inside = low is None or high is None or (low >= 0 and high < 1)
    return entry.get("ScalingType") == "ReverseLogarithmic" and not inside


INTEGER = (
    Rule("MinValue", "expected an integer, got {}", "API_IntegerParameterRange", lambda entry: no_integer(entry, "MinValue")),
    Rule("MaxValue", "expected an integer, got {}", "API_IntegerParameterRange", lambda entry: no_integer(entry, "MaxValue")),
    Rule("ScalingType", "ReverseLogarithmic is for continuous ranges only", "dg/automatic-model-tuning-define-ranges",
         lambda entry: entry.get("ScalingType") == "ReverseLogarithmic"),
)  # fmt: skip

CONTINUOUS = (
    Rule("MinValue", "expected a number, got {}", "API_ContinuousParameterRange",
         lambda entry: number(entry["MinValue"]) is None and shown(entry["MinValue"])),
    Rule("MaxValue", "expected a number, got {}", "API_ContinuousParameterRange",
         lambda entry: number(entry["MaxValue"]) is None and shown(entry["MaxValue"])),
    Rule("ScalingType", "ReverseLogarithmic needs a range within 0 <= x < 1", "API_ContinuousParameterRange", not_below_one),
)  # fmt: skip

RANGE = (
    Rule("MinValue", "expected at most {}", "API_ContinuousParameterRange", backwards),
    Rule("MinValue", "expected more than 0 with ScalingType Logarithmic, got {}", "API_ContinuousParameterRange", not_above_zero),
)
