"""What the end of a rollback's execution means."""

from typing import Any

from builds.launches import launches_of
from news import status
from settle.outcome import ENDED, STATUS, moment, output, parsed, reason

ROLLED_BACK = {**STATUS, "SUCCEEDED": "ROLLED_BACK"}


def outcome(detail: dict[str, Any], stack: str) -> dict[str, Any]:
    """Return the attributes that the rollback's record gets when its execution has ended."""
    given = parsed(detail.get("input"))
    found = {
        "Stack": stack,
        "Status": ROLLED_BACK[detail["status"]],
        "Reason": reason(detail),
        **way(detail),
        "Launches": launches_of(given),
        "ExecutionArn": detail["executionArn"],
        "StartedAt": moment(detail["startDate"]),
        "EndedAt": moment(detail["stopDate"]),
    }
    return found | {key: detail[key.lower()] for key in ("Error", "Cause") if detail.get(key.lower())}


def news(detail: dict[str, Any], stack: str, _number: int) -> dict[str, Any] | None:
    """Return the status message about a rollback, whose version is the one that is gone back to; its beginning is no news."""
    if detail["status"] not in ENDED:
        return None
    known = outcome(detail, stack)
    rest = {key: known.get(key) for key in ("Reason", "Error", "Cause", "ExecutionArn", "StartedAt", "EndedAt")}
    notice = (output(detail).get("Build") or {}).get("Notice")
    return status.message(known["Status"], stack, Version=known["To"], Endpoint=stack, Notice=notice, Rollback=way(detail), **rest)


def way(detail: dict[str, Any]) -> dict[str, Any]:
    """Return from which version a rollback goes to which; one that was started by hand may not say."""
    given = parsed(detail.get("input"))
    return {key: given.get(key) if isinstance(given, dict) else None for key in ("From", "To")}
