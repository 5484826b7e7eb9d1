"""Metrics that a training job prints, found by its own regexes."""

import contextlib
import re
from datetime import UTC, datetime
from typing import Any

from local.gateway.protocol import ServiceError


def check(definitions: list[dict[str, str]]) -> None:
    """Refuse a regex that does not compile, before a job begins."""
    for definition in definitions:
        try:
            re.compile(definition["Regex"])
        except re.error as error:
            message = f"Invalid regex {definition['Regex']} of metric definition {definition['Name']}: {error}"
            raise ServiceError("ValidationException", message) from None


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
                with contextlib.suppress(ValueError, IndexError):  # what is no number is no metric
                    self._last[name] = {"MetricName": name, "Value": float(found[1]), "Timestamp": datetime.now(UTC)}

    def final(self) -> list[dict[str, Any]]:
        """Return the FinalMetricDataList."""
        return list(self._last.values())
