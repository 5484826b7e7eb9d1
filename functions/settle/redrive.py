"""An execution that was redriven in the console: it holds the lock, or does not run."""

from typing import Any

from builds import executions, records, rollbacks, runs
from settle.outcome import attempt, parsed


def take_again(detail: dict[str, Any], number: int, kind: str) -> bool:
    """Let a redriven execution hold the lock, or stop it if another holds it; return whether it runs."""
    if not records.write_running(number, {"Status": "RUNNING"}, attempt(detail), kind):
        return False  # it has ended again meanwhile
    holder = runs.claim(running(detail, kind), attempt(detail))
    if holder["Name"] != detail["name"]:
        runs.stop(detail["executionArn"], "AnotherBuildRuns", f"redriven while {held(holder)}: redrive it again when that has ended")
        return False
    if "EndedAt" in records.read(number, kind):
        runs.release(detail["name"], attempt(detail))
        runs.start_next()
        return False
    return True


def held(holder: dict[str, Any]) -> str:
    """Return what holds the lock, in words."""
    if (version := rollbacks.version({"Running": holder})) is not None:
        return f"the endpoint is rolled back to version {version}"
    if rollbacks.is_rollback(holder):
        return "the endpoint is brought back or taken down, as its hours ask"
    return f"version {executions.version_of(runs.arn_of(holder))} is being built"


def running(detail: dict[str, Any], kind: str) -> dict[str, Any]:
    """Return what the launch item says of an execution that runs."""
    known = {"Name": detail["name"], "Input": detail.get("input") or "{}"}
    if kind == records.BUILD:
        return known
    asked = parsed(detail.get("input"))
    return {**known, "Machine": rollbacks.MACHINE, "To": asked.get("To") if isinstance(asked, dict) else None}
