"""Tasks that wait for their token: .waitForTaskToken, SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat, as on AWS.

Every attempt has a token of its own, which is good for one answer and no longer than somebody waits for it. Whoever answers needs the right to do so on the
state machine. Waits between heartbeats pass as fast as other waits do.
https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
"""

import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import stepfunctions

from local.iam import authorization
from local.stepfunctions.attempt import Call, TaskError, call
from local.stepfunctions.integrations import made, note

PATTERN = ".waitForTaskToken"
LOOK_SECONDS = 0.2
Request = dict[str, Any]
Send = Callable[["Wait", Request], Any]


@dataclass
class Wait:
    """An attempt that waits for its token."""

    machine_arn: str
    attempt: Call
    heartbeat: float | None
    heard: float = field(default_factory=time.monotonic)
    answered: threading.Event = field(default_factory=threading.Event)
    result: Any = None
    error: TaskError | None = None


waits: dict[str, Wait] = {}


def register() -> None:
    """Put these in the place of MiniStack's."""
    apply, original_arn = stepfunctions._apply_jsonata_arguments, authorization.original_arn

    def apply_with_token(state: dict[str, Any], given: Any, ctx: dict[str, Any]) -> Any:
        if str(state.get("Resource", "")).endswith(PATTERN):
            ctx["Task"] = {"Token": issue(seconds(state, given, ctx))}
        return apply(state, given, ctx)

    def arn_with_token(service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any) -> str:
        token = authorization.members(body).get("taskToken") if service == "states" else None
        return waits[token].machine_arn if token in waits else original_arn(service, method, path, headers, body, *rest)

    stepfunctions._apply_jsonata_arguments = apply_with_token
    stepfunctions._invoke_with_callback = invoke_and_wait
    authorization.original_arn = arn_with_token
    for name, send in (("_send_task_success", succeed), ("_send_task_failure", fail), ("_send_task_heartbeat", beat)):
        setattr(stepfunctions, name, answering(send))


def seconds(state: dict[str, Any], given: Any, ctx: dict[str, Any]) -> float | None:
    """Return how long a state's task may be silent."""
    if "HeartbeatSeconds" not in state:
        return None
    return float(stepfunctions._jsonata_state_field(state, "HeartbeatSeconds", "number", given, ctx) * stepfunctions._SFN_WAIT_SCALE)


def issue(heartbeat: float | None) -> str:
    """Return the token of the attempt that begins."""
    task, token = call.get(), secrets.token_urlsafe(48)
    attempt = Call(task.execution, task.branch_over, task.state)
    waits[token] = Wait(attempt.execution["stateMachineArn"], attempt, heartbeat)
    return token


def invoke_and_wait(resource: str, arguments: Any, token: str, state: dict[str, Any]) -> Any:
    """Make a call, and wait until its token is answered; a call that fails fails the task."""
    wait, until = waits[token], time.monotonic() + state.get("TimeoutSeconds", threading.TIMEOUT_MAX)
    note(arguments)
    try:
        output = json.dumps(made(resource.removesuffix(PATTERN), arguments))
        details = {"resourceType": resource.split(":")[5], "resource": resource.split(":")[6], "output": output}
        stepfunctions._add_event(wait.attempt.execution, "TaskSubmitted", {"taskSubmittedEventDetails": details})
        while not wait.answered.wait(LOOK_SECONDS):
            check_time(wait, until)
    finally:
        wait.attempt.over.set()
    if wait.error:
        raise wait.error
    return wait.result


def check_time(wait: Wait, until: float) -> None:
    """Raise TaskError once nobody waits any more."""
    now = time.monotonic()
    if wait.attempt.is_over():
        raise TaskError("States.TaskFailed", "the execution that waited for the token has ended")
    if now > until:
        raise TaskError("States.Timeout", "")
    if wait.heartbeat is not None and now > wait.heard + wait.heartbeat:
        raise TaskError("States.HeartbeatTimeout", "")


def answering(send: Send) -> Callable[[Request], Any]:
    """Return an operation that answers a token."""

    def operation(request: Request) -> Any:
        wait = waits.get(request.get("taskToken", ""))
        if wait is None:
            return error_response_json("InvalidToken", "Invalid Token: 'Invalid token'", 400)
        if wait.answered.is_set() or wait.attempt.is_over():
            return error_response_json("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'", 400)
        return send(wait, request)

    return operation


def succeed(wait: Wait, request: Request) -> Any:
    """Answer SendTaskSuccess."""
    try:
        wait.result = json.loads(request["output"])
    except ValueError as error:
        return error_response_json("InvalidOutput", f"Invalid Output: '{error}'", 400)
    wait.answered.set()
    return json_response({})


def fail(wait: Wait, request: Request) -> Any:
    """Answer SendTaskFailure."""
    wait.error = TaskError(request.get("error", ""), request.get("cause", ""))
    wait.answered.set()
    return json_response({})


def beat(wait: Wait, request: Request) -> Any:
    """Answer SendTaskHeartbeat."""
    wait.heard = time.monotonic()
    return json_response({})
