"""python -m local.bench.launch: how launching bears a thousand messages, sent as fast as SNS takes them, on a deployed stack.

The builds fail in Plan Build, for there is no data: what is measured is launching, not training.
"""

import json
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from rich.console import Console

from local.commands import CommandFailed, build
from local.launcher import LocalAws, StartFailed
from local.stack import ENDED, Stack

MESSAGES = 1000
BATCH = 10
LONGEST_SECONDS = 600.0


def main() -> int:
    """Run the benchmark and print what was seen; the status is 0 only if every request is accounted for, once."""
    console = Console(highlight=False)
    try:
        with tempfile.TemporaryDirectory(prefix="sagebuild-bench-") as scratch, LocalAws() as aws:
            with console.status("deploying a stack"):
                stack = Stack(aws, "bench")
                stack.deploy(build(aws, Path(scratch)))
            started = time.monotonic()
            with console.status(f"sending {MESSAGES} messages"):
                send(stack)
            sent = time.monotonic() - started
            with console.status("waiting until every request is part of a build that has ended"):
                requests = wait(stack)
            seconds = time.monotonic() - started
    except (CommandFailed, StartFailed, TimeoutError) as error:
        console.print(f"[red]✗[/] {error}", soft_wrap=True)
        return 1
    console.print(f"messages sent           {MESSAGES} in {sent:.1f} s")
    console.print(f"builds started          {len(requests)}")
    console.print(f"requests accounted for  {sum(requests)}")
    console.print(f"duplicates              {max(0, sum(requests) - MESSAGES)}")
    console.print(f"seconds                 {seconds:.1f}")
    return 0 if sum(requests) == MESSAGES else 1


def send(stack: Stack) -> None:
    """Publish all messages."""

    def publish(first: int) -> None:
        entries = [{"Id": str(n), "Message": json.dumps({"Reason": f"message {n}"})} for n in range(first, first + BATCH)]
        stack.account.client("sns").publish_batch(TopicArn=stack.outputs["LaunchTopic"], PublishBatchRequestEntries=entries)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(publish, range(0, MESSAGES, BATCH)))


def wait(stack: Stack) -> list[int]:
    """Wait until all requests are part of builds that have ended; return how many each build had."""
    deadline = time.monotonic() + LONGEST_SECONDS
    client, known = stack.account.client("stepfunctions"), dict[str, int]()
    while time.monotonic() < deadline:
        executions = all_executions(client, stack.outputs["StateMachine"])
        for execution in executions:
            arn = execution["executionArn"]
            if arn not in known:
                known[arn] = json.loads(client.describe_execution(executionArn=arn)["input"])["Requests"]
        if sum(known.values()) >= MESSAGES and all(execution["status"] in ENDED for execution in executions):
            return list(known.values())
        time.sleep(0.5)
    raise TimeoutError(f"only {sum(known.values())} of {MESSAGES} requests became part of a build within {LONGEST_SECONDS:g} seconds")


def all_executions(client: Any, machine: str) -> list[dict[str, Any]]:
    """Return all executions of a state machine."""
    pages = client.get_paginator("list_executions").paginate(stateMachineArn=machine)
    return [execution for page in pages for execution in page["executions"]]


if __name__ == "__main__":
    sys.exit(main())
