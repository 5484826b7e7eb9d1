"""Metrics that a training job prints, found by its own regexes."""

import re
from datetime import UTC, datetime
from typing import Any


class Metrics:
    """The last value of each metric of a job."""

    def __init__(self, definitions: list[dict[str, str]]) -> None:
        self._regexes = {definition["Name"]: re.compile(definition["Regex"]) for definition in definitions}
        self._last: dict[str, dict[str, Any]] = {}

    def read(self, line: str) -> None:
        """Look for metrics in a line of the log."""
        for name, regex in self._regexes.items():
            found = regex.search(line)
            if found:
                self._last[name] = {"MetricName": name, "Value": float(found[1]), "Timestamp": datetime.now(UTC)}

    def final(self) -> list[dict[str, Any]]:
        """Return the FinalMetricDataList."""
        return list(self._last.values())
