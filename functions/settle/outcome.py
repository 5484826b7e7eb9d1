"""What an execution's status change means for its build."""

import json
from datetime import UTC, datetime
from typing import Any

STATUS = {"RUNNING": "STARTED", "SUCCEEDED": "SUCCEEDED", "FAILED": "FAILED", "TIMED_OUT": "TIMED_OUT", "ABORTED": "STOPPED"}


def outcome(detail: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes that the build's record gets when its execution has ended."""
    found = {"Status": STATUS[detail["status"]], "EndedAt": moment(detail["stopDate"]), "Deployed": detail["status"] == "SUCCEEDED"}
    if detail.get("error"):
        found["Error"] = detail["error"]
    if detail.get("cause"):
        found["Cause"] = detail["cause"]
    training = json.loads(detail.get("output") or "{}").get("Training") or {}
    if training:
        found |= {"Metrics": training["Metrics"], "ModelArtifacts": training["ModelArtifacts"]}
    return found


def moment(milliseconds: int | None) -> str | None:
    """Return an event's time in ISO 8601."""
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()
