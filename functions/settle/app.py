"""Settle: records how a build goes, lets the next one start, and tells people."""

import functools
import json
import os
from collections.abc import Callable
from typing import Any

import boto3

from builds import executions, records, runs, served
from news import status
from news.decisions import decisions
from retention.retiring import retire
from settle import commit_status, endpoint_hours, expense, idleness, metrics, outcome, rehearsal, rollback
from settle.execution import kind, number, whole
from settle.leftovers import leave_nothing
from settle.outcome import attempt, described
from settle.redrive import take_again

LOOK = "SageBuild Look"
ENDS: dict[str, Any] = {records.BUILD: outcome, records.ROLLBACK: rollback, records.HOURS: endpoint_hours}  # what an end means, by kind


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
        looks = [endpoint_hours.end_if_none, runs.start_next, rehearsal.end_if_over, idleness.look]
        todo = steps(described(unnoticed)) if unnoticed else looks
        return not any(map(problem_of, todo))
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
            return [served.begin, lambda: begin(detail), lambda: mark(detail)]
        case "SUCCEEDED":
            first: list[Callable[[], object]] = [lambda: measure(detail)]
            last: list[Callable[[], object]] = [rehearsal.end_if_over, lambda: retire(number(detail))]
        case _:
            first, last = [], [lambda: leave_nothing(number(detail), attempt(detail))]
    if kind(detail) != records.BUILD:
        first, last = [], []  # what it serves was made by a build
    note = functools.partial(served.note, os.environ["STACK_NAME"], f"{detail['name']} {attempt(detail)}")
    return [
        note,
        lambda: record(detail),
        lambda: expense.reckon(detail),
        lambda: tell(detail),
        *first,
        lambda: release(detail, note),
        runs.start_next,
        lambda: mark(detail),
        *last,
    ]


def problem_of(step: Callable[[], object]) -> str:
    """Do one step; return what went wrong, "" if nothing did."""
    try:
        step()
    except Exception as error:  # whatever it is, the other steps are done and the queue hands the event out again
        return f"{type(error).__name__}: {error}"
    return ""


def begin(detail: dict[str, Any]) -> None:
    """Tell that a build has begun; what is redriven has to take the lock first."""
    if not attempt(detail) or take_again(detail, number(detail), kind(detail)):
        tell(detail)


def release(detail: dict[str, Any], note: Callable[[], object]) -> None:
    """Let the next execution start, but not before it is noted what is served: that may change it."""
    note()
    runs.release(detail["name"], attempt(detail))


def record(detail: dict[str, Any]) -> None:
    """Write into the history how an execution ended, also one that never got as far as its own record."""
    found = ENDS[kind(detail)].outcome(whole(detail), os.environ["STACK_NAME"])
    if kind(detail) == records.BUILD:
        found["Deployed"] |= served.has_served(number(detail))  # one that failed afterwards, too
        found |= outcome.carried_out({**records.read(number(detail)), **found})
    records.write_end(number(detail), found, attempt(detail), kind(detail))


def tell(detail: dict[str, Any]) -> None:
    """Publish the status message about an execution, unless that has been done."""
    said = ENDS[kind(detail)].news(whole(detail), os.environ["STACK_NAME"], number(detail))
    if said:
        once(detail, said["Status"], lambda: status.publish({**said, **known(detail)}))


def mark(detail: dict[str, Any]) -> None:
    """Give the commit of a build its status on GitHub."""
    if kind(detail) == records.BUILD:
        commit_status.show(detail)


def known(detail: dict[str, Any]) -> dict[str, Any]:
    """Return what a build decided, and what it cost; at its beginning neither is known."""
    if detail["status"] == "RUNNING":
        return {}
    found = records.read(number(detail), kind(detail))
    return {"Decisions": decisions(found), "Cost": expense.of(found)}


def measure(detail: dict[str, Any]) -> None:
    """Publish the metrics of a build's training and evaluation, unless it has none or that has been done."""
    stack, ended = os.environ["STACK_NAME"], whole(detail)
    judged = outcome.evaluation(ended).get("Metric")
    if data := metrics.data(stack, outcome.outcome(ended, stack).get("Metrics") or {}, judged):
        once(detail, "METRICS", lambda: cloudwatch().put_metric_data(Namespace=metrics.NAMESPACE, MetricData=data))


def once(detail: dict[str, Any], what: str, do: Callable[[], object]) -> None:
    """Do something about an execution's attempt that must not be done twice, unless it has been done."""
    arn, key = detail["executionArn"], f"{what} {attempt(detail)}"
    if executions.begin_telling(arn, key):
        do()
        executions.told(arn, key)


@functools.cache
def cloudwatch() -> Any:
    """Return the CloudWatch client of this process."""
    return boto3.client("cloudwatch")
