"""What has become of a message that was published: it waits, it was rejected, or there is a record of what it asked for."""

import time
from typing import Any

from sagebuild import table
from sagebuild.access import Access
from sagebuild.errors import Refused, SageBuildError

SENT, WAITING, STARTING, REJECTED = "SENT", "WAITING", "STARTING", "REJECTED"
# Where the launch item keeps what waits, by the kind of the records that it becomes.
WAITING_AS = {"build": "Pending", "rollback": "Rollback"}
LOOK_SECONDS = 1.0
PATIENCE_SECONDS = 300.0
Record = dict[str, Any]


def look(stack: Access, message_id: str, kind: str) -> tuple[str, Record | None]:
    """Return a message's state, and the record of what it asked for if there is one."""
    # The launch item first: a message leaves it only when the record is there.
    state = table.launching(stack)
    if rejection(state, message_id) is not None:
        return REJECTED, None
    for record in table.records(stack, kind, table.RECENT):
        if message_id in record.get("Launches", []):
            return str(record.get("Status", "RUNNING")), record
    if message_id in state.get(WAITING_AS[kind], {}).get("Launches", []):
        return WAITING, None
    return (STARTING if message_id in state.get("Running", {}).get("Launches", []) else SENT), None


def rejection(state: dict[str, Any], message_id: str) -> str | None:
    """Return why a message was rejected, None if it was not."""
    rejected = [item for item in state.get("Rejected", []) if isinstance(item, dict)]
    return next((str(item.get("Cause", "")) for item in rejected if item.get("Launch") == message_id), None)


def taken_up(stack: Access, message_id: str, kind: str, what: str) -> Record:
    """Wait until a message has become what it asks for, and return the record; what is the message's name in a sentence."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        state, record = look(stack, message_id, kind)
        if record:
            return record
        if state == REJECTED:
            raise Refused(rejection(table.launching(stack), message_id) or f"the {what} was rejected")
        if state != SENT:
            deadline = time.monotonic() + PATIENCE_SECONDS
        if time.monotonic() > deadline:
            minutes, where = f"{PATIENCE_SECONDS / 60:g}", stack.outputs["DashboardUrl"]
            raise SageBuildError(f"The {what} {message_id} has not been taken up for {minutes} minutes: see {where}")
        time.sleep(LOOK_SECONDS)
