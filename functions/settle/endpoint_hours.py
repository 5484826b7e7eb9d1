"""What the end of an execution means that has brought the endpoint back, or taken it down, as its hours ask."""

import os
from typing import Any

from builds import executions, hours, records, runs, table
from news import status
from settle.outcome import ENDED, STATUS, moment, parsed, reason


def outcome(detail: dict[str, Any], stack: str) -> dict[str, Any]:
    """Return the attributes that the record gets when the execution has ended."""
    found = {
        "Stack": stack,
        "Status": STATUS[detail["status"]],
        "Reason": reason(detail),
        "Serve": parsed(detail["input"])["Serve"],
        "ExecutionArn": detail["executionArn"],
        "StartedAt": moment(detail["startDate"]),
        "EndedAt": moment(detail["stopDate"]),
    }
    return found | {key: detail[key.lower()] for key in ("Error", "Cause") if detail.get(key.lower())}


def news(detail: dict[str, Any], stack: str, number: int) -> dict[str, Any] | None:
    """Return the status message of an endpoint that waits from now on, for requests or for its hours; None as long as nothing has come of them.

    No build has succeeded, so the status is not SUCCEEDED: whoever waits for that would act each morning.
    """
    changed = records.read(number, records.HOURS).get("Changed")
    succeeded = detail["status"] == "SUCCEEDED"
    if detail["status"] not in ENDED or (succeeded and changed is None):
        return None
    known = outcome(detail, stack)
    rest = {key: known.get(key) for key in ("Reason", "Error", "Cause", "ExecutionArn", "StartedAt", "EndedAt")}
    said = "WAITING" if succeeded else known["Status"]
    return status.message(said, stack, Version=int(changed or 0) or None, Endpoint=stack, Hours={"Serve": known["Serve"]}, **rest)


def end_if_none() -> None:
    """Bring the endpoint back if it was taken down by hours that the stack has no longer: no schedule will."""
    if not os.environ["ENDPOINT_HOURS"] and hours.is_asleep(table.launch()):
        runs.ask_hours(True, executions.now().isoformat(), "")
