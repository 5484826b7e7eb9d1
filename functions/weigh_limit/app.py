"""Weigh Limit: tells whether a refused call is worth waiting for, and says once that the build waits."""

import json
import os
from typing import Any

from botocore.exceptions import ClientError

from builds import records
from news import limits, status
from weigh_limit.patience import minutes, weigh


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return {"State", "Limit", "Times", "WaitSeconds"}; raise QuotaIsZero, PatienceIsOver or NotALimit.

    The failure stays the build's, whatever is raised here: Clean Up explains it.
    """
    build, failure = event["Build"], event["Failure"]
    limit = limits.read(failure)
    waiting = weigh(failure, limit, event["Before"])
    print(json.dumps({"version": build["Version"], **waiting}))
    if limit and not limit.is_rate and records.notes_first(*record_of(build), "WaitedFor", limit.name):
        quota = limits.sentence(limit, os.environ["AWS_REGION"])
        tell(build, f"{failure['State']}: {quota}. It is tried again for up to {minutes(limit)} minutes")
    return waiting


def record_of(build: dict[str, Any]) -> tuple[int, str]:
    """Return the number and the kind of the record of what waits: a build, a rollback to a build's version, or an endpoint that is to come back."""
    for key, kind in (("Rollback", records.ROLLBACK), ("Hours", records.HOURS)):
        if key in build:
            return build[key]["Number"], kind
    return build["Version"], records.BUILD


def tell(build: dict[str, Any], cause: str) -> None:
    """Publish that the build waits; news that cannot be published must not end it."""
    known = {key: build.get(key) for key in ("Version", "Reason", "Rollback", "ExecutionArn", "StartedAt")}
    try:
        status.publish(status.message("WAITING", build["Stack"], Cause=cause, **known))
    except ClientError as error:
        print(json.dumps({"version": build["Version"], "untold": str(error)}))
