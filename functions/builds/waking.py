"""Waking launch when what waits has been quiet for long enough: a delayed message to its own queue, one at a time."""

import functools
import json
import math
import os
from datetime import datetime, timedelta
from typing import Any

import boto3

from builds import quiet, table
from builds.launches import State

WAKE = "SageBuild Wake"
LONGEST = 900  # seconds for which SQS delays a message


def wake_when_quiet(state: State, now: datetime, came: list[str]) -> None:
    """Send a wake for the moment from which what waits may be built, unless there is none or one is under way; came are the messages that are here.

    It is sent before it is noted: one that is noted and was never sent would be waited for in vain.
    """
    left = quiet.left(state, now.isoformat())
    if not left or quiet.is_woken(state, now.isoformat(), {wake_at(body) for body in came}):
        return
    delay = min(math.ceil(left), LONGEST)
    at = (now + timedelta(seconds=delay)).isoformat()
    body = json.dumps({"detail-type": WAKE, "WakeAt": at})
    sqs().send_message(QueueUrl=os.environ["LAUNCH_QUEUE_URL"], MessageBody=body, DelaySeconds=delay)
    table.change_launch(lambda state: {**state, "WakeAt": at})


def wake_at(body: str) -> str | None:
    """Return the moment of a wake, None for any other message of the queue."""
    found = own(body, WAKE)
    return str(found.get("WakeAt")) if found else None


def own(body: str, kind: str) -> dict[str, Any] | None:
    """Return a message of a kind that the stack sends to its own queue, None for any other; what comes through a topic has SNS's envelope."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) and found.get("detail-type") == kind else None


@functools.cache
def sqs() -> Any:
    """Return the SQS client of this process."""
    return boto3.client("sqs")
