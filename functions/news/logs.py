"""What containers have written to CloudWatch Logs."""

import functools
import json
from typing import Any

import boto3
from botocore.exceptions import ClientError

from news.last_words import LINES, Log, chosen, quoted, silence

MOST_STREAMS = 2000  # that are listed; a page holds fifty
TRIED = 5  # of the newest


def last_words(log: Log, hidden: set[str], region: str) -> str:
    """Return the last lines of a container's log; "" if it cannot be read, for a failure is told all the same."""
    try:
        for stream in chosen(log, streams(log))[:TRIED]:
            if lines := last_lines(log.group, stream):
                return quoted(lines, hidden, log, stream, region)
    except ClientError as error:
        print(json.dumps({"unread": log.group, "why": str(error)}))
        return ""
    return silence(log, region) if log.prefix else ""  # of a failure that names no container the log may well be silent


def streams(log: Log) -> list[dict[str, Any]]:
    """Return the streams whose names begin as those of the container do."""
    named = {"logGroupName": log.group, **({"logStreamNamePrefix": log.prefix} if log.prefix else {})}
    pages = client().get_paginator("describe_log_streams").paginate(**named, PaginationConfig={"MaxItems": MOST_STREAMS})
    return [stream for page in pages for stream in page["logStreams"]]


def last_lines(group: str, stream: str) -> list[str]:
    """Return the last lines of a stream that are not blank."""
    # Of some blank ones, and of what a line of the container breaks into.
    events = client().get_log_events(logGroupName=group, logStreamName=stream, limit=5 * LINES, startFromHead=False)["events"]
    return [line for event in events for line in event["message"].splitlines() if line.strip()]


@functools.cache
def client() -> Any:
    """Return the CloudWatch Logs client of this process."""
    return boto3.client("logs")
