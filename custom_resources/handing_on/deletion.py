"""Deletions that outlast an invocation: a function has 15 minutes, a custom resource an hour, so one invocation hands on to the next.

Lambda stops a function that has invoked itself some sixteen times in a row, so nothing is handed on before an invocation's time is over.
"""

import json
import time
from typing import Any

HOUR = 3540  # CloudFormation waits 3,600 seconds for an answer
RESERVE_SECONDS = 30  # for the answer, or for handing on


class HandedOn(BaseException):
    """Another invocation goes on, and will answer. No Exception, for crhelper answers those."""


class Deadline:
    """The ends of an invocation's time and of the hour, which began with the first invocation."""

    def __init__(self, event: dict[str, Any], context: Any) -> None:
        self._event, self._context = event, context
        self._hour_ends = event.get("Until") or time.time() + HOUR

    def is_over(self) -> bool:
        """Return whether this invocation has no time for more work."""
        return bool(self._context.get_remaining_time_in_millis() / 1000 < RESERVE_SECONDS or self.is_hour_over())

    def is_hour_over(self) -> bool:
        """Return whether no invocation has."""
        return time.time() >= self._hour_ends - RESERVE_SECONDS

    def hand_on(self, client: Any) -> None:
        """Let another invocation go on."""
        event = {**self._event, "Until": self._hour_ends}
        client.invoke(FunctionName=self._context.invoked_function_arn, InvocationType="Event", Payload=json.dumps(event))
        raise HandedOn
