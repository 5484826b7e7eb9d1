"""What an execution did, read from its history: transitions, invocations, and how long it waited for the work that others do."""

from datetime import datetime
from math import ceil
from typing import Any

from local.bench.polling import Steps

# In these a build waits for CodeBuild, SageMaker, or the endpoint; the rest of its time is the pipeline's own.
WORK = (
    "Build Training Image",
    "Build Inference Image",
    "Train Model",
    "Tune Model",
    "Evaluate Model",
    "Await Endpoint",
    "Await Calm Endpoint",
)


def history(client: Any, arn: str) -> list[dict[str, Any]]:
    """Return all events of an execution."""
    pages = client.get_paginator("get_execution_history").paginate(executionArn=arn)
    return [event for page in pages for event in page["events"]]


def steps(events: list[dict[str, Any]]) -> Steps:
    """Return transitions, invocations and milliseconds; these from the start of a function's task to its end, which is a little more than is billed."""
    entered = sum(event["type"].endswith("StateEntered") for event in events)
    times = [ceil((end - begin).total_seconds() * 1000) for begin, end in invocations(events)]
    return Steps(entered, len(times), sum(times))


def invocations(events: list[dict[str, Any]]) -> list[tuple[datetime, datetime]]:
    """Return when each function began and ended. One that waits for a task token answers in an instant, and is counted without its time."""
    by_id = {event["id"]: event for event in events}
    found = [(event["timestamp"], event["timestamp"]) for event in events if calls(event, "invoke.waitForTaskToken")]
    for event in events:
        if event["type"] in ("TaskSucceeded", "TaskFailed"):
            began = by_id[event["previousEventId"]]
            if calls(began, "invoke") or calls(by_id.get(began["previousEventId"], {}), "invoke"):  # TaskStarted may stand in between
                found.append((began["timestamp"], event["timestamp"]))
    return found


def calls(event: dict[str, Any], what: str) -> bool:
    """Return whether an event is the beginning of a function's task of a kind."""
    details = event.get("taskScheduledEventDetails") or {}
    return details.get("resourceType") == "lambda" and details["resource"].rpartition(":")[2] == what


def work(events: list[dict[str, Any]]) -> float:
    """Return for how many seconds an execution waited for at least one piece of work."""
    begun: dict[str, datetime] = {}
    spans = []
    for event in events:
        if event["type"] == "TaskStateEntered":
            begun[event["stateEnteredEventDetails"]["name"]] = event["timestamp"]
        elif event["type"] == "TaskStateExited" and (name := event["stateExitedEventDetails"]["name"]) in WORK:
            spans.append((begun[name], event["timestamp"]))
    return covered(sorted(spans))


def covered(spans: list[tuple[datetime, datetime]]) -> float:
    """Return the seconds in which at least one of some spans lies, which are in order."""
    seconds, until = 0.0, None
    for begin, end in spans:
        first = begin if until is None or begin > until else until
        if end > first:
            seconds += (end - first).total_seconds()
            until = end
    return seconds
