"""Settle: records how a build ended, lets the next one start, and tells people."""

import functools
import json
import os
from typing import Any

import boto3

import build_table
import builds
import status
from settle.outcome import STATUS, moment, outcome


def handler(event: dict[str, Any], context: object) -> None:
    """Take one Step Functions Execution Status Change event; every step may be repeated.

    The lock is released before people are told: news that cannot be published is retried with the whole event, and must not hold up the next build.
    """
    detail = with_output(event["detail"])
    record = build_table.find_record(detail["executionArn"])
    if detail["status"] != "RUNNING":
        if record:
            build_table.write_record(record["Version"], outcome(detail))
        builds.release(detail["name"])
        builds.start_next()
    said = news(detail, record)
    status.publish(said)
    print(json.dumps({"execution": detail["name"], "status": said["Status"], "version": said["Version"]}))


def news(detail: dict[str, Any], record: dict[str, Any] | None) -> dict[str, Any]:
    """Return the status message about an execution."""
    succeeded = detail["status"] == "SUCCEEDED"
    known = outcome(detail) if detail["status"] != "RUNNING" else {}
    return status.message(
        STATUS[detail["status"]],
        os.environ["STACK_NAME"],
        Version=record["Version"] if record else None,
        Reason=json.loads(detail.get("input") or "{}").get("Reason"),
        Error=known.get("Error"),
        Cause=known.get("Cause"),
        Metrics=known.get("Metrics"),
        Endpoint=record["Names"]["Endpoint"] if record and succeeded else None,
        ExecutionArn=detail["executionArn"],
        StartedAt=moment(detail["startDate"]),
        EndedAt=known.get("EndedAt"),
    )


def with_output(detail: dict[str, Any]) -> dict[str, Any]:
    """Return the event's detail with the output, which EventBridge leaves out where it is too large."""
    left_out = detail["status"] == "SUCCEEDED" and not (detail.get("outputDetails") or {"included": True})["included"]
    if not left_out:
        return detail
    return {**detail, "output": states().describe_execution(executionArn=detail["executionArn"])["output"]}


@functools.cache
def states() -> Any:
    """Return the Step Functions client of this process."""
    return boto3.client("stepfunctions")
