"""Settle: records how a build goes, lets the next one start, and tells people."""

import functools
import json
import os
from collections.abc import Callable
from typing import Any

import boto3

from builds import executions, records, runs
from builds.trained import trained
from endpoints.removal import remove
from news import status
from settle import metrics, rehearsal
from settle.outcome import STATUS, attempt, described, news, outcome

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
        return all(
            not problem_of(step) for step in (steps(described(unnoticed)) if unnoticed else [runs.start_next, rehearsal.end_if_over])
        )
    if event["detail-type"] == rehearsal.CHANGED:
        return not problem_of(rehearsal.end_if_over)
    detail = event["detail"]
    # News that cannot be published must not hold up the next build.
    problems = [problem for problem in map(problem_of, steps(detail)) if problem]
    print(json.dumps({"execution": detail["name"], "status": detail["status"], "problems": problems}))
    return not problems


def steps(detail: dict[str, Any]) -> list[Callable[[], object]]:
    """Return all that follows from an execution's new status; every step may be repeated."""
    match detail["status"]:
        case "PENDING_REDRIVE":
            return []  # RUNNING follows
        case "RUNNING":
            return [lambda: take_again(detail) if attempt(detail) else tell(detail)]
        case "SUCCEEDED":
            first: list[Callable[[], object]] = [lambda: measure(detail)]
            last: list[Callable[[], object]] = [rehearsal.end_if_over]
        case _:
            first, last = [], [lambda: leave_nothing(detail)]
    return [
        lambda: record(detail),
        lambda: tell(detail),
        *first,
        lambda: runs.release(detail["name"], attempt(detail)),
        runs.start_next,
        *last,
    ]


def problem_of(step: Callable[[], object]) -> str:
    """Do one step; return what went wrong, "" if nothing did."""
    try:
        step()
    except Exception as error:  # whatever it is, the other steps are done and the queue hands the event out again
        return f"{type(error).__name__}: {error}"
    return ""


def record(detail: dict[str, Any]) -> None:
    """Write into the history how a build ended, also one that never got as far as its own record."""
    records.write_end(version(detail), outcome(whole(detail), os.environ["STACK_NAME"]), attempt(detail))


def tell(detail: dict[str, Any]) -> None:
    """Publish the status message about an execution, unless that has been done."""
    said = news(whole(detail), os.environ["STACK_NAME"], version(detail))
    once(detail, STATUS[detail["status"]], lambda: status.publish(said))


def measure(detail: dict[str, Any]) -> None:
    """Publish the metrics of a build's training, unless it has none or that has been done."""
    stack = os.environ["STACK_NAME"]
    if data := metrics.data(stack, outcome(whole(detail), stack).get("Metrics") or {}):
        once(detail, "METRICS", lambda: cloudwatch().put_metric_data(Namespace=metrics.NAMESPACE, MetricData=data))


def once(detail: dict[str, Any], what: str, do: Callable[[], object]) -> None:
    """Do something about an execution's attempt that must not be done twice, unless it has been done."""
    arn, key = detail["executionArn"], f"{what} {attempt(detail)}"
    if executions.begin_telling(arn, key):
        do()
        executions.told(arn, key)


def leave_nothing(detail: dict[str, Any]) -> None:
    """Keep what an unsuccessful build has trained in the history, and remove what else it made: not every end comes past Clean Up."""
    found = records.read(version(detail))
    if found.get("Attempt", 0) > attempt(detail) or "Names" not in found:
        return
    if "ModelArtifacts" not in found and (made := trained(found)):
        records.write_end(version(detail), made, attempt(detail))
    remove(found["Names"])


def take_again(detail: dict[str, Any]) -> None:
    """Let a redriven execution hold the lock, or stop it if another build does."""
    arn, name, number = detail["executionArn"], detail["name"], version(detail)
    if not records.write_running(number, {"Status": "RUNNING"}, attempt(detail)):
        return  # it has ended again meanwhile
    holder = runs.claim(name, detail.get("input") or "{}", attempt(detail))
    if holder != name:
        other = executions.version_of(runs.arn_of(holder))
        runs.stop(arn, "AnotherBuildRuns", f"redriven while version {other} is being built: redrive it again when that has ended")
    elif "EndedAt" in records.read(number):
        runs.release(name, attempt(detail))
        runs.start_next()
    else:
        tell(detail)


def version(detail: dict[str, Any]) -> int:
    """Return the version of an execution's build; the event of its start may come before the build has taken it."""
    return executions.version_of(detail["executionArn"])


def whole(detail: dict[str, Any]) -> dict[str, Any]:
    """Return the event's detail with what EventBridge leaves out: an output that is too large, and why an execution was stopped."""
    left_out = detail["status"] == "SUCCEEDED" and not (detail.get("outputDetails") or {"included": True})["included"]
    unexplained = detail["status"] == "ABORTED" and not (detail.get("error") or detail.get("cause"))
    if not left_out and not unexplained:
        return detail
    found = runs.states().describe_execution(executionArn=detail["executionArn"])
    return {**detail, **{key: found[key] for key in ("output", "error", "cause") if found.get(key)}}


@functools.cache
def cloudwatch() -> Any:
    """Return the CloudWatch client of this process."""
    return boto3.client("cloudwatch")
