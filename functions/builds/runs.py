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
    machine = os.environ["STATE_MACHINE_ARN"]
    try:
        found: dict[str, Any] = states().describe_execution(
            executionArn=f"{machine.replace(':stateMachine:', ':execution:')}:{running['Name']}"
        )
    except states().exceptions.ExecutionDoesNotExist:
        return None  # taken, but not started yet
    return None if found["status"] == "RUNNING" else found


def release(name: str) -> None:
    """Forget a build that has ended."""
    table.change_launch(lambda state: launches.release(state, name))


def version_of(execution: str) -> int:
    """Return the version of an execution's build; whoever asks first takes the next number."""
    changed = table.change_launch(lambda state: launches.next_version(state, execution))
    version: int = changed["Versions"][execution]
    return version


@functools.cache
def states() -> Any:
    """Return the Step Functions client of this process."""
    return boto3.client("stepfunctions")
