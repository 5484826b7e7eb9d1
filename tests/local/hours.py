"""The endpoint's hours, at another time than they stand at."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from local.stack import Stack
from tests.local.waiting import until

DAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


def far_away() -> str:
    """Return hours that neither begin nor end while a test runs."""
    return f"03:00-04:00 {DAYS[(datetime.now(UTC) + timedelta(days=3)).weekday()]} UTC"


def keep(stack: Stack, serve: bool) -> dict[str, Any]:
    """Let a stack's hours begin or end now, by its own schedule, and return the execution that comes of it when it has ended."""
    states, machine = stack.account.client("stepfunctions"), stack.outputs["RollbackStateMachine"]

    def went() -> list[dict[str, Any]]:
        """Return what the hours have asked for so far, the newest first."""
        found = states.list_executions(stateMachineArn=machine)["executions"]
        return [execution for execution in found if execution["name"].startswith("hours-")]

    before = len(went())
    fire(stack, "EndpointBackSchedule" if serve else "EndpointDownSchedule")
    until(lambda: len(went()) > before and went()[0]["status"] != "RUNNING", 120)
    described: dict[str, Any] = states.describe_execution(executionArn=went()[0]["executionArn"])
    return described


def fire(stack: Stack, schedule: str) -> None:
    """Let a schedule of a stack be due in a moment, with all else as it is deployed."""
    scheduler = stack.account.client("scheduler")
    time.sleep(1.1)  # a schedule's moments are whole seconds, and the stack takes none twice
    soon = datetime.now(UTC) + timedelta(seconds=2)
    asked = scheduler.get_schedule(Name=stack.resource(schedule))
    kept = {key: asked[key] for key in ("Name", "FlexibleTimeWindow", "Target", "KmsKeyArn") if key in asked}
    scheduler.update_schedule(**kept, ScheduleExpression=f"at({soon:%Y-%m-%dT%H:%M:%S})", ScheduleExpressionTimezone="UTC")


def served(stack: Stack) -> str | None:
    """Return the configuration that a stack's endpoint has, None without an endpoint."""
    try:
        return str(stack.account.client("sagemaker").describe_endpoint(EndpointName=stack.name)["EndpointConfigName"])
    except ClientError:
        return None
