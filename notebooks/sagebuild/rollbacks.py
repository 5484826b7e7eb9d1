"""A rollback, as its record knows it."""

from dataclasses import dataclass, field
from datetime import datetime, timezone
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sagebuild import builds, messages, table, words

if TYPE_CHECKING:
    from sagebuild.looking import Looking

DONE = "ROLLED_BACK"
ENDS = {
    DONE: "has gone back to version {to}",
    "FAILED": "could not go back to version {to}",
    "STOPPED": "was stopped on its way back to version {to}",
    "TIMED_OUT": "took too long to go back to version {to}",
}


@dataclass(frozen=True, repr=False)
class Rollback:
    """A rollback that has been sent. It is a picture of a moment: state() looks anew, and wait() returns how it ended.

    Attributes:
        stack: the stack.
        message_id: SNS's id of the message.
        record: its record, as the build table holds it; {} before it has begun.
    """

    stack: "Looking"
    message_id: str
    record: dict[str, Any] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """Return RUNNING, ROLLED_BACK, FAILED, STOPPED or TIMED_OUT; SENT if it had not begun when it was asked for."""
        return str(self.record.get("Status", messages.SENT))

    @property
    def running(self) -> bool:
        """Return whether it had not ended when it was asked for."""
        return self.status not in ENDS

    @property
    def version(self) -> int | None:
        """Return the version that it goes back to; None before it has begun."""
        return self.record.get("To")

    @property
    def came_from(self) -> int | None:
        """Return the version that served before it; None if there was no endpoint."""
        return self.record.get("From")

    @property
    def reason(self) -> str:
        """Return why it was asked for, in a few words."""
        return str(self.record.get("Reason") or "")

    @property
    def cause(self) -> str:
        """Return what went wrong, "" if nothing did."""
        return str(self.record.get("Cause") or "")

    @property
    def execution_arn(self) -> str:
        """Return the ARN of its execution."""
        return str(self.record.get("ExecutionArn", ""))

    @property
    def started(self) -> datetime | None:
        """Return when it began, in UTC."""
        return builds.moment(self.record.get("StartedAt"))

    @property
    def ended(self) -> datetime | None:
        """Return when it ended, in UTC; None as long as it runs."""
        return builds.moment(self.record.get("EndedAt"))

    @property
    def seconds(self) -> float:
        """Return how many seconds it took, or has taken so far."""
        return ((self.ended or datetime.now(timezone.utc)) - self.started).total_seconds() if self.started else 0.0

    @property
    def console_url(self) -> str:
        """Return where its execution can be looked at."""
        return f"{table.console(self.stack)}#/v2/executions/details/{quote(self.execution_arn, safe=':')}"

    def state(self) -> str:
        """Return what has become of it: SENT, WAITING (for the build that is stopped first), STARTING, REJECTED, or its status."""
        return messages.look(self.stack, self.message_id, "rollback")[0]

    def wait(self, show: bool = True, check: bool = False) -> "Rollback":
        """Watch it until it has ended, and return it.

        Raises:
            Refused: it was rejected, and the endpoint is untouched; the message says why.
            SageBuildError: nothing has taken it up for five minutes.
            Failed: check is true, and the endpoint has not gone back.
        """
        from sagebuild import going_back

        return going_back.wait(self, show, check)

    def __str__(self) -> str:
        if not self.record:
            return f"A rollback of {self.stack.name} that has been sent"
        how = ENDS.get(self.status, "has been going back to version {to}").format(to=self.version)
        said = f"{self.stack.name} {how}" + (f" from version {self.came_from}" if self.came_from else "")
        told = f"{said} {'for' if self.running else 'after'} {words.duration(self.seconds)}"
        return told + (f": {self.cause}" if self.cause else f". Reason: {self.reason}" if self.reason else ".")

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """Return the sentence with a link to the execution."""
        return f'{escape(str(self))} <a href="{escape(self.console_url)}" target="_blank">Execution</a>'
