"""Launching builds, waiting for them and stopping them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagebuild import json_values, table
from sagebuild.builds import Build
from sagebuild.errors import Failed, Refused, SageBuildError

if TYPE_CHECKING:
    from sagebuild.stack import SageBuild

SENT, WAITING, STARTING, REJECTED = "SENT", "WAITING", "STARTING", "REJECTED"
LOOK_SECONDS = 1.0
PATIENCE_SECONDS = 300.0
STOP_SECONDS = 60.0


@dataclass(frozen=True)
class Launch:
    """A launch that has been sent.

    Attributes:
        stack: the stack.
        message_id: SNS's id of the message.
    """

    stack: "SageBuild"
    message_id: str

    def state(self) -> str:
        """Return what has become of it: SENT, WAITING (for the build that runs), STARTING, REJECTED, or the status of its build."""
        return look(self)[0]

    @property
    def build(self) -> Build | None:
        """Return the build that it has become, None before there is one."""
        return look(self)[1]

    def wait(self, show: bool = True, check: bool = False) -> Build:
        """Watch its build, after those before it, until it has ended.

        Raises:
            Refused: the launch was rejected; the message says why.
            SageBuildError: nothing has taken the launch up for five minutes.
            Failed: check is true, and the build did not succeed.
        """
        return wait(self.stack, self, show, check)


def launch(stack: "SageBuild", parameters: Mapping[str, Any] | None, reason: str | None) -> Launch:
    """Publish to LaunchTopic."""
    given = {"Parameters": json_values.document(parameters)} if parameters else {}
    text = json_values.text({**given, **({"Reason": reason} if reason else {})})
    return Launch(stack, stack.client("sns").publish(TopicArn=stack.outputs["LaunchTopic"], Message=text)["MessageId"])


def look(sent: Launch) -> tuple[str, Build | None]:
    """Return a launch's state, and its build if there is one."""
    # The launch item first: a launch leaves it only when its build's record is there.
    state = table.launching(sent.stack)
    if rejection(state, sent.message_id) is not None:
        return REJECTED, None
    for build in table.builds(sent.stack, table.RECENT):
        if sent.message_id in build.record.get("Launches", []):
            return build.status, build
    if sent.message_id in state.get("Pending", {}).get("Launches", []):
        return WAITING, None
    return (STARTING if sent.message_id in state.get("Running", {}).get("Launches", []) else SENT), None


def rejection(state: dict[str, Any], message_id: str) -> str | None:
    """Return why a launch was rejected, None if it was not."""
    rejected = [item for item in state.get("Rejected", []) if isinstance(item, dict)]
    return next((str(item.get("Cause", "")) for item in rejected if item.get("Launch") == message_id), None)


def wait(stack: "SageBuild", build: "int | Build | Launch | None", show: bool, check: bool) -> Build:
    """Watch a build until it has ended."""
    from sagebuild import watching

    known = started(build) if isinstance(build, Launch) else build
    found = known if isinstance(known, Build) else table.chosen(stack, known)
    ended = watching.watch(stack, found, show)
    if check and ended.status != "SUCCEEDED":
        raise Failed(str(ended))
    return ended


def started(sent: Launch) -> Build:
    """Wait until a launch has become a build."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        state, build = look(sent)
        if build:
            return build
        if state == REJECTED:
            raise Refused(rejection(table.launching(sent.stack), sent.message_id) or "the launch was rejected")
        if state != SENT:
            deadline = time.monotonic() + PATIENCE_SECONDS
        if time.monotonic() > deadline:
            where = sent.stack.outputs["DashboardUrl"]
            raise SageBuildError(f"The launch {sent.message_id} has not been taken up for {PATIENCE_SECONDS / 60:g} minutes: see {where}")
        time.sleep(LOOK_SECONDS)


def stop(stack: "SageBuild", reason: str, build: Build | None = None, wait: bool = True) -> Build:
    """Stop a build, the one that runs unless another is named, and return it; when it has ended, if that is to be waited for."""
    build = build or table.status(stack)
    if build is None or not build.running:
        raise SageBuildError(f"No build of {stack.name} runs")
    stack.client("stepfunctions").stop_execution(executionArn=build.execution_arn, error="Stopped", cause=reason or "stopped by hand")
    deadline = time.monotonic() + (STOP_SECONDS if wait else 0)
    while (found := table.build(stack, build.version)).running and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS)
    return found
