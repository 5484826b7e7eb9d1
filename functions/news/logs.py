"""What containers and image builds have written to CloudWatch Logs."""

import functools
import json
from typing import Any

import boto3
from botocore.exceptions import ClientError

from news.last_words import LINES, Log, chosen, quoted, silence, telling

MOST_STREAMS = 2000  # that are listed; a page holds fifty
TRIED = 5  # of the newest
MOST_EVENTS = 10_000  # as many as CloudWatch Logs returns at once: what a container died of may stand before minutes of health checks


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
    """Return the last lines of a stream that are not blank, and tell something."""
    events = client().get_log_events(logGroupName=group, logStreamName=stream, limit=MOST_EVENTS, startFromHead=False)["events"]
    # More than are quoted, for some may hold nothing that can be printed.
    return telling([line for event in events for line in event["message"].splitlines() if line.strip()])[-5 * LINES :]


@functools.cache
def client() -> Any:
    """Return the CloudWatch Logs client of this process."""
    return boto3.client("logs")
