"""An execution's history as on AWS: every event names the one before it in its branch, no two have the same id, and none follows its end.

A task that ran out of time is TaskTimedOut.
"""

import threading
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from ministack.services import stepfunctions

# The last event of the branch that runs in this context; a branch begins where its Parallel was entered.
previous: ContextVar[int] = ContextVar("previous", default=0)
lock = threading.Lock()
TIMEOUTS = ("States.Timeout", "States.HeartbeatTimeout")
ENDS = ("ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut")


def register() -> None:
    """Mend MiniStack's events."""
    stepfunctions._add_event = chained(stepfunctions._add_event)


def chained(add_event: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Return how an event is added."""

    def add(execution: dict[str, Any], kind: str, details: dict[str, Any] | None = None) -> dict[str, Any]:
        failed = (details or {}).get("taskFailedEventDetails", {})
        if failed.get("error") in TIMEOUTS:
            kind, details = "TaskTimedOut", {"taskTimedOutEventDetails": failed}
        with lock:
            last = execution["events"][-1] if execution["events"] else {"type": ""}
            if last["type"] in ENDS:
                return last  # a branch that has not noticed yet that it was stopped
            event = add_event(execution, kind, {**(details or {}), "previousEventId": previous.get()})
        previous.set(event["id"])
        return event

    return add
