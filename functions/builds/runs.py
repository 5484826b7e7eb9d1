"""Starting builds and rollbacks, and what the endpoint's hours ask for: one at a time, each exactly once."""

import functools
import json
import os
import uuid
from typing import Any

import boto3

from builds import executions, hours, launches, rollbacks, table


def start_next() -> str | None:
    """Start what waits if nothing runs, a rollback first; return the name of what runs.

    What was taken but never started is started here too, whoever took it. Whatever else runs when a rollback waits is stopped.
    """
    now = executions.now().isoformat()
    state = table.change_launch(lambda state: launches.take(hours.take(rollbacks.take(state, now), now), now))
    running = state.get("Running")
    if running is None:
        return None
    name: str = running["Name"]
    try:
        states().start_execution(stateMachineArn=machine_of(running), name=name, input=running["Input"])
    except states().exceptions.ExecutionAlreadyExists:
        return name  # it has ended meanwhile: settle, which is about to learn that, releases it
    if "Rollback" in state:
        stop(arn_of(running), "RolledBack", rollbacks.cause(state))
    return name


def ended_unnoticed() -> dict[str, Any] | None:
    """Return DescribeExecution's answer for what is said to run if it has ended, None otherwise."""
    running = table.launch().get("Running")
    if running is None:
        return None
    try:
        found: dict[str, Any] = states().describe_execution(executionArn=arn_of(running))
    except states().exceptions.ExecutionDoesNotExist:
        return None  # taken, but not started yet
    return None if found["status"] in ("RUNNING", "PENDING_REDRIVE") else found


def claim(running: dict[str, Any], attempt: int) -> dict[str, Any]:
    """Make a redriven execution the running one if no other is; return what runs."""
    now = executions.now().isoformat()
    held: dict[str, Any] = table.change_launch(lambda state: launches.claim(state, {**running, "TakenAt": now}, attempt))["Running"]
    return held


def release(name: str, attempt: int = 0) -> None:
    """Forget an execution that has ended."""
    next_name = hours_name()
    table.change_launch(lambda state: hours.after_build(state, launches.release(state, name, attempt), next_name))


def ask_hours(serve: bool, at: str, said: str) -> None:
    """Let the endpoint be brought back or taken down, as its hours ask."""
    name = hours_name()
    table.change_launch(lambda state: hours.ask(state, serve, at, said, name))


def hours_name() -> str:
    """Return a name for an execution that brings the endpoint back or takes it down."""
    return f"hours-{uuid.uuid4().hex}"


def stop(execution_arn: str, error: str, cause: str) -> None:
    """Stop an execution; one that has ended meanwhile stays as it is."""
    try:
        states().stop_execution(executionArn=execution_arn, error=error, cause=cause)
    except states().exceptions.ValidationException:
        print(json.dumps({"not stopped": execution_arn}))


def machine_of(running: dict[str, Any]) -> str:
    """Return the ARN of the state machine that something runs on."""
    return os.environ["ROLLBACK_MACHINE_ARN" if rollbacks.is_rollback(running) else "STATE_MACHINE_ARN"]


def arn_of(running: dict[str, Any]) -> str:
    """Return the ARN of the execution of what runs."""
    return f"{machine_of(running).replace(':stateMachine:', ':execution:')}:{running['Name']}"


@functools.cache
def states() -> Any:
    """Return the Step Functions client of this process."""
    return boto3.client("stepfunctions")
