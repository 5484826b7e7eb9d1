"""The metrics that a training prints, read from its log by the job's own definitions: SageMaker tells them only when it has ended."""

import contextlib
import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from sagebuild import log_groups, logs, training
from sagebuild.builds import Build

if TYPE_CHECKING:
    from sagebuild.stack import SageBuild

# Whoever comes to a training that has run for days sees its last minutes.
BEFORE = timedelta(minutes=10)


class Printed:
    """What a build's training has printed, each value once."""

    def __init__(self, stack: "SageBuild", build: Build) -> None:
        self._stack, self._build = stack, build
        self._regexes: dict[str, re.Pattern[str]] | None = None
        self._since = logs.milliseconds(datetime.now(timezone.utc) - BEFORE)
        self._known: set[str] = set()

    def new(self) -> list[tuple[str, float]]:
        """Return the names and values that have been printed since the last time; none of a tuning, whose trials all print."""
        if training.tunes(self._build) or "TrainingJob" not in self._build.names:
            return []
        if self._regexes is None:
            job = self._stack.client("sagemaker").describe_training_job(TrainingJobName=self._build.names["TrainingJob"])
            self._regexes = regexes(job["AlgorithmSpecification"].get("MetricDefinitions") or [])
        return values(self._regexes, self._lines()) if self._regexes else []

    def _lines(self) -> list[str]:
        where = {"logGroupName": log_groups.TRAINING, "logStreamNamePrefix": log_groups.training_prefix(self._build)}
        found = [event for event in logs.events(self._stack, {**where, "startTime": self._since}) if event["eventId"] not in self._known]
        self._known.update(event["eventId"] for event in found)
        self._since = max([self._since, *(event["timestamp"] for event in found)])
        return [str(event["message"]) for event in found]


def regexes(definitions: Iterable[Mapping[str, str]]) -> dict[str, re.Pattern[str]]:
    """Return the regexes of metric definitions by the metrics' names, without those that Python does not understand."""
    found: dict[str, re.Pattern[str]] = {}
    for definition in definitions:
        with contextlib.suppress(re.error):
            found[definition["Name"]] = re.compile(definition["Regex"])
    return found


def values(regexes: Mapping[str, re.Pattern[str]], lines: Iterable[str]) -> list[tuple[str, float]]:
    """Return the names and values in some lines: a regex's first group is the value, and what is no number is none."""
    found: list[tuple[str, float]] = []
    for line in lines:
        for name, regex in regexes.items():
            with contextlib.suppress(ValueError, IndexError, TypeError):
                if match := regex.search(line):
                    found.append((name, float(match[1])))
    return found
