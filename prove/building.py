"""Starting builds as people do, and waiting for their ends."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from prove.evidence import Build, said
from prove.stack import Stack

ENDED = {"SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"}
SOON, LONG = 300.0, 5400.0
Found = dict[str, Any]


class Late(Exception):
    """Something did not happen in time; the message names it."""


def until(stack: Stack, what: str, look: Callable[[], Any], seconds: float = SOON) -> Any:
    """Look until something is there, and return it; raise Late after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        if time.monotonic() > deadline:
            raise Late(f"{what} did not come within {seconds / 60:.0f} minutes")
        time.sleep(stack.aws.look_seconds)
    return found


def executions(stack: Stack) -> set[str]:
    """Return the ARNs of all executions."""
    pages = stack.aws.client("stepfunctions").get_paginator("list_executions").paginate(stateMachineArn=stack.outputs["StateMachine"])
    return {found["executionArn"] for page in pages for found in page["executions"]}


def started(stack: Stack, cause: Callable[[], object], what: str) -> str:
    """Do what launches a build, and return the ARN of the execution that comes of it."""
    before = executions(stack)
    cause()
    return str(next(iter(until(stack, f"an execution after {what}", lambda: executions(stack) - before))))


def launch(stack: Stack, reason: str, parameters: Found | None = None) -> str:
    """Launch a build with a message, and return its execution's ARN."""
    message = json.dumps({"Reason": reason, "Parameters": parameters or {}})
    publish = stack.aws.client("sns").publish
    return started(stack, lambda: publish(TopicArn=stack.outputs["LaunchTopic"], Message=message), "a launch message")


def ended(stack: Stack, arn: str) -> Build:
    """Wait until an execution has ended, and return it with its history."""
    client = stack.aws.client("stepfunctions")

    def look() -> Found | None:
        described: Found = client.describe_execution(executionArn=arn)
        return described if described["status"] in ENDED else None

    done = until(stack, f"the end of {arn.rsplit(':', 1)[-1]}", look, LONG)
    pages = client.get_paginator("get_execution_history").paginate(executionArn=arn)
    history = [event for page in pages for event in page["events"]]
    return Build(arn, done["status"], said(done.get("input")), said(done.get("output")), done.get("cause") or "", history)


def commit(stack: Stack, files: dict[str, tuple[bytes, bool]]) -> str:
    """Put files (content, and whether it is a program) on the main branch of the empty repository; return the commit."""
    put = [
        {"filePath": path, "fileContent": content, "fileMode": "EXECUTABLE" if program else "NORMAL"}
        for path, (content, program) in sorted(files.items())
    ]
    made = stack.aws.client("codecommit").create_commit(
        repositoryName=stack.outputs["RepoUrl"].rpartition("/")[2], branchName="main", commitMessage="What the proof builds", putFiles=put
    )
    return str(made["commitId"])


def folder(path: Path) -> dict[str, tuple[bytes, bool]]:
    """Return the files of a folder, as commit takes them."""
    found = [file for file in sorted(path.rglob("*")) if file.is_file() and "__pycache__" not in file.parts]
    return {str(file.relative_to(path)): (file.read_bytes(), bool(file.stat().st_mode & 0o100)) for file in found}
