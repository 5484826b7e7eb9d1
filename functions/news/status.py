"""The status message: JSON for programs, words for people."""

import functools
import json
import os
from typing import Any

import boto3

from document.text import storable
from news import console, decisions

VERBS = {
    "STARTED": "has started",
    "WAITING": "is waiting",
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "STOPPED": "was stopped",
    "TIMED_OUT": "timed out",
    "REJECTED": "was not launched",
}
# What is said of a rollback; its beginning is told by the end of the build that it stops.
VERBS_OF_A_ROLLBACK = {
    "WAITING": "is waiting",
    "ROLLED_BACK": "succeeded",
    "FAILED": "failed",
    "STOPPED": "was stopped",
    "TIMED_OUT": "timed out",
    "REJECTED": "was refused",
}
# What is said of an endpoint that has its hours, by whether they begin: nothing of this is the build's.
VERBS_OF_HOURS = {
    True: {
        "WAITING": "is there again",
        "FAILED": "could not be brought back",
        "STOPPED": "was not brought back",
        "TIMED_OUT": "took too long to come back",
    },
    False: {
        "WAITING": "is taken down",
        "FAILED": "could not be taken down",
        "STOPPED": "was not taken down",
        "TIMED_OUT": "took too long to go",
    },
}
SUBJECT = 100
LONGEST = 16_000  # of a cause; it is there twice, and SNS takes 256 KiB
MOST_METRICS = 12  # that a person reads; an evaluation may have measured whole curves


def message(status: str, stack: str, **known: Any) -> dict[str, Any]:
    """Return the status message of the contract; what is not known is null."""
    keys = ("Version", "Reason", "Error", "Cause", "Notice", "Decisions", "Cost", "Metrics", "Endpoint", "Rollback", "Hours")
    times = ("ExecutionArn", "StartedAt", "EndedAt")
    rest = storable({key: known.get(key) for key in (*keys, *times)})
    rest["Cause"] = cut(rest["Cause"])
    url = console.execution(known["ExecutionArn"]) if known.get("ExecutionArn") else None
    return {"Stack": stack, "Version": rest.pop("Version"), "Status": status, **rest, "ConsoleUrl": url}


def cut(cause: str | None) -> str | None:
    """Return a cause that a message has room for; the execution and the history keep the whole."""
    return cause if cause is None or len(cause) <= LONGEST else cause[: LONGEST - 4] + " ..."


def words(said: dict[str, Any]) -> str:
    """Return a status message as a person reads it."""
    lines = [title(said)]
    lines += [f"{key}: {said[key]}" for key in ("Reason", "Error", "Cause", "Notice") if said[key]]
    lines += decisions.lines(said["Decisions"])
    lines += [f"Cost: {said['Cost']['Sentence']}"] if said["Cost"] and said["Cost"]["Sentence"] else []
    metrics = [f"{name}: {value}" for name, value in (said["Metrics"] or {}).items()]
    more = len(metrics) - MOST_METRICS
    lines += [*metrics[:MOST_METRICS], f"and {more} more"] if more > 0 else metrics
    lines += [f"Endpoint: {said['Endpoint']}"] if said["Endpoint"] else []
    lines += [f"Look: {said['ConsoleUrl']}"] if said["ConsoleUrl"] else []
    return "\n".join(lines)


def title(said: dict[str, Any]) -> str:
    """Return a status message in one line."""
    version = f"version {said['Version']}" if said["Version"] else None
    if said["Hours"]:
        return f"{said['Stack']}: the endpoint {VERBS_OF_HOURS[said['Hours']['Serve']][said['Status']]}"
    if said["Status"] == "WAITING" and not said["ExecutionArn"]:
        return f"{said['Stack']}: the endpoint waits for requests"
    if said["Rollback"]:
        return f"{said['Stack']}: {f'the rollback to {version}' if version else 'a rollback'} {VERBS_OF_A_ROLLBACK[said['Status']]}"
    return f"{said['Stack']}: {version or 'a build'} {VERBS[said['Status']]}"


def publish(said: dict[str, Any]) -> None:
    """Publish a status message on TrainStatusTopic."""
    text = words(said)
    sns().publish(
        TopicArn=os.environ["STATUS_TOPIC_ARN"],
        Subject=title(said)[:SUBJECT],
        MessageStructure="json",
        Message=json.dumps({"default": json.dumps(said, ensure_ascii=False), "email": text, "sms": title(said)}, ensure_ascii=False),
        MessageAttributes={key: {"DataType": "String", "StringValue": said[key]} for key in ("Status", "Stack")},
    )


@functools.cache
def sns() -> Any:
    """Return the SNS client of this process."""
    return boto3.client("sns")
