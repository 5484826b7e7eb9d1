"""One attempt of a task: who makes it, whether anybody waits for it, and how it fails."""

import contextvars
import threading
from dataclasses import dataclass, field
from typing import Any

from ministack.services import stepfunctions


class Over(threading.Event):
    """Set when branches that run side by side have to end: by a failure of one of them, or where what they are in has to end."""

    def __init__(self, outer: threading.Event | None) -> None:
        super().__init__()
        self._outer = outer

    def is_set(self) -> bool:
        """Return whether they have to end."""
        return super().is_set() or (self._outer is not None and self._outer.is_set())


@dataclass
class Call:
    """One attempt of a task: whose it is, and whether anybody still waits for it."""

    execution: dict[str, Any]
    branch_over: threading.Event
    state: str
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def role_arn(self) -> str:
        """Return the role of the state machine, or the one that TestState was given."""
        if "roleArn" in self.execution:
            return str(self.execution["roleArn"])
        return str(stepfunctions._state_machines.get(self.execution["stateMachineArn"])["roleArn"])

    def is_over(self) -> bool:
        """Return whether the execution, the branch or the attempt has ended."""
        return self.over.is_set() or self.branch_over.is_set() or self.execution["status"] != "RUNNING"


call: contextvars.ContextVar[Call] = contextvars.ContextVar("call")


branch: contextvars.ContextVar[threading.Event] = contextvars.ContextVar("branch")


TaskError = stepfunctions._ExecutionError
