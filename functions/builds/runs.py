"""Starting builds: one at a time, each exactly once."""

import functools
import os
from datetime import UTC, datetime
from typing import Any

import boto3

from builds import launches, table


def start_next() -> str | None:
    """Start what waits if nothing runs; return the name of the running build.

    A build that was taken but never started is started here too, whoever took it.
    """
    take = functools.partial(launches.take, now=datetime.now(UTC).isoformat())
    running = table.change_launch(take).get("Running")
    if running is None:
        return None
    name: str = running["Name"]
    try:
        states().start_execution(stateMachineArn=os.environ["STATE_MACHINE_ARN"], name=name, input=running["Input"])
    except states().exceptions.ExecutionAlreadyExists:
        pass  # it has ended meanwhile: settle, which is about to learn that, releases it
    return name


def ended_unnoticed() -> dict[str, Any] | None:
    """Return DescribeExecution's answer for the running build if it has ended, None otherwise."""
    running = table.launch().get("Running")
    if running is None:
        return None
    try:
        found: dict[str, Any] = states().describe_execution(executionArn=arn_of(running["Name"]))
    except states().exceptions.ExecutionDoesNotExist:
        return None  # taken, but not started yet
    return None if found["status"] in ("RUNNING", "PENDING_REDRIVE") else found


def claim(name: str, execution_input: str, attempt: int) -> str:
    """Make a redriven execution the running build if no other is; return the name of the running build."""
    now = datetime.now(UTC).isoformat()
    running: str = table.change_launch(lambda state: launches.claim(state, name, execution_input, attempt, now))["Running"]["Name"]
    return running


def release(name: str, attempt: int = 0) -> None:
    """Forget a build that has ended."""
    table.change_launch(lambda state: launches.release(state, name, attempt))


def stop(execution_arn: str, error: str, cause: str) -> None:
    """Stop an execution."""
    states().stop_execution(executionArn=execution_arn, error=error, cause=cause)


def arn_of(name: str) -> str:
    """Return the ARN of a build's execution."""
    return f"{os.environ['STATE_MACHINE_ARN'].replace(':stateMachine:', ':execution:')}:{name}"


@functools.cache
def states() -> Any:
    """Return the Step Functions client of this process."""
    return boto3.client("stepfunctions")
