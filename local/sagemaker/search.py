"""How a tuning job chooses hyperparameters. The choice depends on the job's name alone, so that a repeated run tries the same."""

import hashlib
import itertools
import math
import random
import sys
from typing import Any

EXPLORED = 3  # trials that Bayesian chooses at random before it goes near the best
NEAR = 0.15  # how near: the share of a range


class Search:
    """The search of one tuning job."""

    def __init__(self, strategy: str, ranges: dict[str, Any], kind: str, seed: str) -> None:
        self._strategy, self._kind, self._random = strategy, kind, random.Random(seed)
        self._numbers = [
            *(("int", entry) for entry in ranges.get("IntegerParameterRanges", [])),
            *(("float", entry) for entry in ranges.get("ContinuousParameterRanges", [])),
        ]
        self._choices = ranges.get("CategoricalParameterRanges", [])
        self._grid = itertools.product(*(entry["Values"] for entry in self._choices)) if strategy == "Grid" else None
        self.size = math.prod(len(entry["Values"]) for entry in self._choices) if strategy == "Grid" else sys.maxsize

    @staticmethod
    def names(ranges: dict[str, Any]) -> set[str]:
        """Return the names of all tuned hyperparameters."""
        return {entry["Name"] for entries in ranges.values() for entry in entries if "Name" in entry}

    @staticmethod
    def token(name: str, number: int) -> str:
        """Return the eight characters at the end of a trial's name."""
        return hashlib.sha256(f"{name} {number}".encode()).hexdigest()[:8]

    def next(self, results: list[tuple[dict[str, str], float]]) -> dict[str, str]:
        """Return the hyperparameters of the next trial, as strings; results are those of the trials so far."""
        if self._grid:
            return dict(zip((entry["Name"] for entry in self._choices), next(self._grid), strict=True))
        best: dict[str, str] = {}
        if self._strategy == "Bayesian" and len(results) >= EXPLORED:
            best = (max if self._kind == "Maximize" else min)(results, key=lambda result: result[1])[0]
        found = {entry["Name"]: self._number(kind, entry, best.get(entry["Name"])) for kind, entry in self._numbers}
        return found | {entry["Name"]: best.get(entry["Name"]) or self._random.choice(entry["Values"]) for entry in self._choices}

    def _number(self, kind: str, entry: dict[str, str], near: str | None) -> str:
        """Return a number of a range, near another one if that is given."""
        low, high = float(entry["MinValue"]), float(entry["MaxValue"])
        logarithmic = entry.get("ScalingType") == "Logarithmic" or (
            entry.get("ScalingType", "Auto") == "Auto" and low > 0 and high / low >= 1000
        )
        to, back = (math.log, math.exp) if logarithmic else (float, float)
        start, end = to(low), to(high)
        if near is not None:
            middle, width = to(float(near)), (end - start) * NEAR
            start, end = max(start, middle - width), min(end, middle + width)
        value = back(self._random.uniform(start, end))
        return str(min(int(high), max(int(low), round(value)))) if kind == "int" else str(min(high, max(low, value)))
