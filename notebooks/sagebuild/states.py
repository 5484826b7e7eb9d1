"""The states that an execution has been in, read from its history."""

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

FAILURES = ("Failed", "TimedOut")
HOLDERS = ("Parallel", "Map")  # kinds of states that hold others
ENDS = {"ExecutionFailed": "FAILED", "ExecutionTimedOut": "FAILED", "ExecutionAborted": "STOPPED"}


@dataclass(frozen=True)
class State:
    """A state of the state machine that a build has entered, once for each time.

    Attributes:
        name: its name, such as Train Model.
        kind: its type, such as Task, Choice or Parallel.
        began: when it was entered, in UTC.
        ended: when it was left, in UTC; None as long as it runs.
        status: RUNNING, SUCCEEDED, FAILED (also if the failure was caught) or STOPPED.
    """

    name: str
    kind: str
    began: datetime
    ended: datetime | None
    status: str

    @property
    def seconds(self) -> float:
        """Return how many seconds it took, or has taken so far."""
        return ((self.ended or datetime.now(timezone.utc)) - self.began).total_seconds()


def states(events: list[dict[str, Any]]) -> list[State]:
    """Return the states in the order in which they were entered; events are all of GetExecutionHistory's, the oldest first.

    Branches run at the same time: which events belong together is told by each one's previousEventId.
    """
    by_id = {event["id"]: event for event in events}
    found: dict[int, State] = {}
    for event in events:
        kind, when = event["type"], event["timestamp"].astimezone(timezone.utc)
        if kind.endswith("StateEntered"):
            found[event["id"]] = State(event["stateEnteredEventDetails"]["name"], kind.removesuffix("StateEntered"), when, None, "RUNNING")
        elif kind.endswith("StateExited"):
            entered = entry_of(found, event, by_id)
            before = by_id.get(event.get("previousEventId", 0), {"type": ""})
            # Whatever a Parallel's branches or a Map's iterations were doing when it failed has ended with it, without an exit of its own.
            if found[entered].kind in HOLDERS:
                found |= {inner: ended(state, when, "STOPPED") for inner, state in found.items() if inner > entered and not state.ended}
            found[entered] = ended(found[entered], when, "FAILED" if before["type"].endswith(FAILURES) else "SUCCEEDED")
        elif kind in ENDS:
            found |= {entered: ended(state, when, ENDS[kind]) for entered, state in found.items() if not state.ended}
    return list(found.values())


def entry_of(found: dict[int, State], event: dict[str, Any], by_id: dict[int, dict[str, Any]]) -> int:
    """Return which entry of a state an exit belongs to: the one that led to it, for a Map's iterations are in the same state at once.

    A redriven execution may go on in a state without entering it; then it is the entry that has not been left, or the last.
    """
    name = event["stateExitedEventDetails"]["name"]
    before: int = event.get("previousEventId", 0)
    while before in by_id:
        if before in found and found[before].name == name and not found[before].ended:
            return before
        before = by_id[before].get("previousEventId", 0)
    entries = [entered for entered, state in found.items() if state.name == name]
    return next((entered for entered in reversed(entries) if not found[entered].ended), entries[-1])


def ended(state: State, when: datetime, status: str) -> State:
    """Return a state that has been left; whoever enters a Fail state has failed."""
    return State(state.name, state.kind, state.began, when, "FAILED" if state.kind == "Fail" else status)
