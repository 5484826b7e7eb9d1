"""Await Endpoint: ends the wait of a state for an endpoint, whoever tells first that there is something to see."""

import functools
import json
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.exceptions import ClientError

from await_endpoint.outcome import EndpointFailed, EndpointRolledBack, EndpointTimedOut, outcome
from builds import waiting
from endpoints import alarms, endpoint

# The state does not wait any more: it has been answered, has timed out, or its execution has ended.
OVER = ("TaskDoesNotExist", "TaskTimedOut", "InvalidToken")


def handler(event: dict[str, Any], context: object) -> None:
    """Take in a state that begins to wait, or an event of SageMaker's, of which only the endpoint's name is believed; then look."""
    if "TaskToken" not in event:
        look(event["detail"]["EndpointName"])
    elif waiting.keep(event):
        look(event["Endpoint"])


def look(name: str) -> None:
    """Answer the state that waits for an endpoint, if there is one and the endpoint has come to what it waits for, or cannot."""
    wait = waiting.read(name)
    if wait is None:
        return
    found = endpoint.describe(name)
    print(json.dumps({"endpoint": name, "status": found and found["EndpointStatus"], "for": wait["For"], "version": wait["Version"]}))
    try:
        result = outcome(wait, found, datetime.now(UTC))
    except (EndpointFailed, EndpointRolledBack, EndpointTimedOut) as error:
        answer(wait, states().send_task_failure, error=type(error).__name__, cause=str(error) + rung(wait, error))
        return
    if result is not None:
        answer(wait, states().send_task_success, output=json.dumps(result))


def rung(wait: dict[str, Any], error: Exception) -> str:
    """Return which alarms rolled an update back, as the end of its sentence."""
    names = alarms.raised(wait["Alarms"], wait["StartedAt"]) if isinstance(error, EndpointRolledBack) else []
    return f" (went off: {', '.join(names)})" if names else ""


def answer(wait: dict[str, Any], send: Any, **said: str) -> None:
    """Use a token, and forget it."""
    try:
        send(taskToken=wait["TaskToken"], **said)
    except ClientError as error:
        if error.response["Error"]["Code"] not in OVER:
            raise
    waiting.forget(wait)


@functools.cache
def states() -> Any:
    """Return the Step Functions client of this process."""
    return boto3.client("stepfunctions")
