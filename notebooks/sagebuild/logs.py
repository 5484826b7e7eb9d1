"""What a build's states, and the endpoint, have logged."""

import time
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sagebuild import log_groups, table
from sagebuild.access import Access
from sagebuild.builds import Build
from sagebuild.errors import AwsError, SageBuildError
from sagebuild.states import State

if TYPE_CHECKING:
    from sagebuild.looking import Looking

PAUSE_SECONDS = 2.0
# What a state has logged may arrive after it has been left.
LATE_SECONDS = 10
LAST_LINES = 100


def lines(stack: "Looking", state: str, version: int | None, follow: bool) -> Iterator[str]:
    """Return the lines that a state has logged."""
    build = table.chosen(stack, version)
    if why := log_groups.left_out(build, state):
        raise SageBuildError(why)
    where = log_groups.where(stack, state)
    known: set[str] = set()
    while True:
        # Asked before the lines, so that none of a state that ends meanwhile is missed.
        entered = [] if state == log_groups.ENDPOINT else [found for found in stack.states(build) if found.name == state]
        over = not follow or is_over(stack, build, state, entered)
        found = where(build)
        if found is None and over:
            raise SageBuildError(f"The state {state} of version {build.version} of {stack.name} has logged nothing")
        for event in events(stack, {**found, **span(entered, build)}) if found else ():
            if event["eventId"] not in known:
                known.add(event["eventId"])
                yield str(event["message"]).rstrip()
        if over:
            return
        time.sleep(PAUSE_SECONDS)
        # A build that has only just begun has no names yet.
        build = table.build(stack, build.version)


def span(entered: list[State], build: Build) -> dict[str, int]:
    """Return from when to when a state's lines are read: functions log what other builds did, too."""
    begin, end = (entered[0].began, entered[-1].ended) if entered else (build.started, None)
    return {"startTime": milliseconds(begin), **({"endTime": milliseconds(end) + LATE_SECONDS * 1000} if end else {})}


def is_over(stack: "Looking", build: Build, state: str, entered: list[State]) -> bool:
    """Return whether nothing more will be logged: a state has been left, or will not be entered any more."""
    if state == log_groups.ENDPOINT:
        return False
    return entered[-1].ended is not None if entered else not build.running


def events(stack: Access, request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return the events of log streams in their order; none as long as nothing has been logged."""
    try:
        for page in stack.client("logs").get_paginator("filter_log_events").paginate(**request):
            yield from page["events"]
    except AwsError as error:
        if error.code != "ResourceNotFoundException":
            raise


def last_lines(stack: Access, build: Build) -> list[str]:
    """Return the newest lines of a build's training, none before there are any."""
    client, prefix = stack.client("logs"), log_groups.training_prefix(build)
    streams = client.describe_log_streams(logGroupName=log_groups.TRAINING, logStreamNamePrefix=prefix)["logStreams"]
    if not streams:
        return []
    newest = max(streams, key=lambda stream: int(stream.get("lastEventTimestamp", 0)))["logStreamName"]
    found = client.get_log_events(logGroupName=log_groups.TRAINING, logStreamName=newest, limit=LAST_LINES, startFromHead=False)["events"]
    return [str(event["message"]).rstrip() for event in found]


def milliseconds(moment: datetime | None) -> int:
    """Return a time as CloudWatch Logs counts it."""
    return int(moment.timestamp() * 1000) if moment else 0
