"""Which states of an execution are being worked on, read from its history."""

from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple


class Step(NamedTuple):
    """A state, and when it was entered."""

    name: str
    since: datetime


def running(events: list[dict[str, Any]]) -> list[Step]:
    """Return the states that were entered and not left; events are GetExecutionHistory's, the newest first.

    A Parallel or a Map is left out where the states in it say more.
    """
    left: Counter[str] = Counter()
    inner: list[Step] = []
    outer: list[Step] = []
    for event in events:
        if event["type"].endswith("StateExited"):
            left[event["stateExitedEventDetails"]["name"]] += 1
        elif event["type"].endswith("StateEntered"):
            name = event["stateEnteredEventDetails"]["name"]
            if left[name]:
                left[name] -= 1
            else:
                (outer if event["type"].startswith(("Parallel", "Map")) else inner).append(Step(name, event["timestamp"]))
    return list(reversed(inner or outer))
