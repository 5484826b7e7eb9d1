"""What a build does right now, read from its execution's history."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

HIDDEN = {"Choice", "Succeed", "Fail"}


@dataclass
class Step:
    """One state of the build: how often it was entered, and when it began and ended."""

    name: str
    kind: str
    began: datetime
    ended: datetime | None = None
    times: int = 1
    failed: bool = False

    def seconds(self, now: datetime) -> float:
        """Return how long the state has taken so far."""
        return ((self.ended or now) - self.began).total_seconds()


def steps(events: list[dict[str, Any]]) -> list[Step]:
    """Return the states in the order in which they were first entered."""
    found: dict[str, Step] = {}
    for event in events:
        kind = event["type"]
        when = event["timestamp"].astimezone(UTC)
        if kind.endswith("StateEntered"):
            name = event["stateEnteredEventDetails"]["name"]
            if name in found:
                found[name].times += 1
                found[name].ended = None
            else:
                found[name] = Step(name, kind.removesuffix("StateEntered"), when)
        elif kind.endswith("StateExited"):
            found[event["stateExitedEventDetails"]["name"]].ended = when
        elif kind in ("ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut"):
            for step in found.values():
                if step.ended is None:
                    step.ended, step.failed = when, True
    return [step for step in found.values() if step.kind not in HIDDEN]
