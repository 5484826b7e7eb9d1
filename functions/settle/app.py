"""Settle: records how a build ended, lets the next one start, and tells people."""

import json
import os
from collections.abc import Callable
from typing import Any

from builds import runs, table
from news import status
from settle.outcome import ENDED, described, news, outcome

LOOK = "SageBuild Look"


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Take a batch of SettleQueue; return the messages that the queue has to hand out again."""
    failed = [record["messageId"] for record in event["Records"] if not done(json.loads(record["body"]))]
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def done(event: dict[str, Any]) -> bool:
    """Do what an event asks for, and return whether all of it is done.

    Step Functions sends its events on a best-effort basis; the look that comes with a schedule finds an end of which no event told.
    """
    if event["detail-type"] == LOOK:
        unnoticed = runs.ended_unnoticed()
        # One step after the other: an end that is released without having been told would never be found again.
        return all(not attempt(step) for step in (steps(described(unnoticed)) if unnoticed else [runs.start_next]))
    detail = with_output(event["detail"])
    # News that cannot be published must not hold up the next build.
    problems = [problem for problem in map(attempt, steps(detail)) if problem]
    print(json.dumps({"execution": detail["name"], "status": detail["status"], "problems": problems}))
    return not problems


def steps(detail: dict[str, Any]) -> list[Callable[[], object]]:
    """Return all that follows from an execution's new status; every step may be repeated."""
    if detail["status"] not in ENDED:
        return [lambda: tell(detail)]
    return [lambda: record(detail), lambda: tell(detail), lambda: runs.release(detail["name"]), runs.start_next]


def attempt(step: Callable[[], object]) -> str:
    """Do one step; return what went wrong, "" if nothing did."""
    try:
        step()
    except Exception as error:  # whatever it is, the other steps are done and the queue hands the event out again
        return f"{type(error).__name__}: {error}"
    return ""


def record(detail: dict[str, Any]) -> None:
    """Write into the history how a build ended, also one that never got as far as its own record."""
    table.write_record(version(detail["executionArn"]), outcome(detail, os.environ["STACK_NAME"]))


def tell(detail: dict[str, Any]) -> None:
    """Publish the status message about an execution."""
    stack = os.environ["STACK_NAME"]
    status.publish(news(detail, stack, version(detail["executionArn"])))


def version(execution_arn: str) -> int:
    """Return the version of an execution's build; the event of its start may come before the build has taken it."""
    return table.find_version(execution_arn) or runs.version_of(execution_arn)


def with_output(detail: dict[str, Any]) -> dict[str, Any]:
    """Return the event's detail with the output, which EventBridge leaves out where it is too large."""
    left_out = detail["status"] == "SUCCEEDED" and not (detail.get("outputDetails") or {"included": True})["included"]
    if not left_out:
        return detail
    return {**detail, "output": runs.states().describe_execution(executionArn=detail["executionArn"])["output"]}
