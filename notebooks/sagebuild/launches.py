"""Launching builds, waiting for them and stopping them."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sagebuild import json_values, messages, table
from sagebuild.builds import Build
from sagebuild.errors import Failed, SageBuildError

if TYPE_CHECKING:
    from sagebuild.stack import SageBuild

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


def launch(stack: "SageBuild", parameters: Mapping[str, Any] | None, reason: str | None, reproduce: int | None) -> Launch:
    """Publish to LaunchTopic."""
    given = {"Parameters": json_values.document(parameters) if parameters else None, "Reason": reason or None, "Reproduce": reproduce}
    text = json_values.text({key: value for key, value in given.items() if value is not None})
    return Launch(stack, stack.client("sns").publish(TopicArn=stack.outputs["LaunchTopic"], Message=text)["MessageId"])


def look(sent: Launch) -> tuple[str, Build | None]:
    """Return a launch's state, and its build if there is one."""
    state, record = messages.look(sent.stack, sent.message_id, "build")
    return state, table.of(sent.stack, record) if record else None


def wait(stack: "SageBuild", build: "int | Build | Launch | None", show: bool, check: bool) -> Build:
    """Watch a build until it has ended."""
    from sagebuild import watching

    known = table.of(stack, messages.taken_up(stack, build.message_id, "build", "launch")) if isinstance(build, Launch) else build
    found = known if isinstance(known, Build) else table.chosen(stack, known)
    ended = watching.watch(stack, found, show)
    if check and ended.status != "SUCCEEDED":
        raise Failed(str(ended))
    return ended


def stop(stack: "SageBuild", reason: str, build: Build | None = None, wait: bool = True) -> Build:
    """Stop a build, the one that runs unless another is named, and return it; when it has ended, if that is to be waited for."""
    build = build or table.status(stack)
    if build is None or not build.running:
        raise SageBuildError(f"No build of {stack.name} runs")
    stack.client("stepfunctions").stop_execution(executionArn=build.execution_arn, error="Stopped", cause=reason or "stopped by hand")
    deadline = time.monotonic() + (STOP_SECONDS if wait else 0)
    while (found := table.build(stack, build.version)).running and time.monotonic() < deadline:
        time.sleep(messages.LOOK_SECONDS)
    return found
