"""The execution of which an event tells: its number in the history, and what the event leaves out."""

import os
from typing import Any

from builds import executions, hours, records, runs
from settle.outcome import parsed


def number(detail: dict[str, Any]) -> int:
    """Return the number under which an execution stands in the history: a build's version, or which rollback, or which change of the hours, it is."""
    return executions.number_of(detail["executionArn"], kind(detail))


def kind(detail: dict[str, Any]) -> str:
    """Return the kind of an execution's record."""
    if detail["stateMachineArn"] != os.environ["ROLLBACK_MACHINE_ARN"]:
        return records.BUILD
    return records.HOURS if hours.is_asked(parsed(detail.get("input"))) else records.ROLLBACK


def whole(detail: dict[str, Any]) -> dict[str, Any]:
    """Return the event's detail with what EventBridge leaves out: an output that is too large, and why an execution was stopped."""
    left_out = detail["status"] == "SUCCEEDED" and not (detail.get("outputDetails") or {"included": True})["included"]
    unexplained = detail["status"] == "ABORTED" and not (detail.get("error") or detail.get("cause"))
    if not left_out and not unexplained:
        return detail
    found = runs.states().describe_execution(executionArn=detail["executionArn"])
    return {**detail, **{key: found[key] for key in ("output", "error", "cause") if found.get(key)}}
