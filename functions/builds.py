"""Starting builds: one at a time, each exactly once."""

import functools
import os
from datetime import UTC, datetime
from typing import Any

import boto3

import build_table
import launch_state


def start_next() -> str | None:
    """Start what waits if nothing runs; return the name of the running build.

    A build that was taken but never started is started here too, whoever took it.
    """
    while True:
        take = functools.partial(launch_state.take, now=datetime.now(UTC).isoformat())
        running = build_table.change_launch(take).get("Running")
        if running is None:
            return None
        name: str = running["Name"]
        try:
            states().start_execution(stateMachineArn=os.environ["STATE_MACHINE_ARN"], name=name, input=running["Input"])
            return name
        except states().exceptions.ExecutionAlreadyExists:
            # The start is idempotent while the execution runs, so this one has ended, and nobody has released it yet.
            release(name)


def release(name: str) -> None:
    """Forget a build that has ended."""
    build_table.change_launch(lambda state: launch_state.release(state, name))


@functools.cache
def states() -> Any:
    """Return the Step Functions client of this process."""
    return boto3.client("stepfunctions")
