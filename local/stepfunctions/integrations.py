"""The calls of a state machine, made as on AWS: with the machine's own role, through the front door, under IAM.

Known: lambda:invoke, aws-sdk integrations, and .sync for SageMaker's training, tuning and processing jobs, CodeBuild and Step Functions. A .sync call
looks at its job a few times a second, which no history event shows, and stops the job when the execution, its branch or its time is over.
"""

import contextvars
import json
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError
from ministack.services import stepfunctions

from local.gateway.state import region
from local.stepfunctions import history
from local.stepfunctions.attempt import Call, TaskError, branch, call
from local.stepfunctions.errors import RUNTIME, check_known, classic, message, refusal, sdk_error
from local.stepfunctions.following import begin, follow, run_machine
from local.stepfunctions.jobs import JOBS
from local.stepfunctions.requests import client, operate

log = logging.getLogger(__name__)


def register() -> None:
    """Put these integrations in the place of MiniStack's."""
    original = stepfunctions._execute_task

    def execute_task(state: dict[str, Any], raw_input: Any, execution: dict[str, Any], ctx: dict[str, Any]) -> Any:
        call.set(Call(execution, branch.get(threading.Event()), ctx["State"]["Name"]))
        return original(state, raw_input, execution, ctx)

    stepfunctions._execute_task = execute_task
    stepfunctions._invoke_resource = invoke
    stepfunctions._invoke_resource_with_timeout = invoke_within
    matches = stepfunctions._error_matches
    # Neither a Catch nor a Retry hears of it, not even of States.ALL.
    stepfunctions._error_matches = lambda names, error: error != RUNTIME and matches(names, error)


def invoke_within(resource: str, arguments: Any, seconds: float) -> Any:
    """Make a call that is stopped, and fails with States.Timeout, when it takes too long."""
    attempt = Call(call.get().execution, call.get().branch_over, call.get().state)
    context = contextvars.copy_context()
    context.run(call.set, attempt)
    with ThreadPoolExecutor(max_workers=1) as pool:
        future = pool.submit(context.run, invoke, resource, arguments)
        try:
            return future.result(timeout=seconds)
        except FutureTimeout:
            attempt.over.set()
            raise TaskError("States.Timeout", f"the task took longer than {seconds} seconds") from None


def invoke(resource: str, arguments: Any) -> Any:
    """Make one call of a state machine."""
    note(arguments)
    return made(resource, arguments)


def made(resource: str, arguments: Any) -> Any:
    """Make a call that no history tells of."""
    try:
        if resource == "arn:aws:states:::lambda:invoke":
            return invoke_lambda(arguments)
        if resource in JOBS:
            return run_machine(arguments) if resource.endswith(".sync:2") else follow(JOBS[resource], arguments)
        if f"{resource}.sync" in JOBS:
            return begin(JOBS[f"{resource}.sync"], arguments)
        if resource.startswith("arn:aws:states:::aws-sdk:"):
            service, action = resource.split(":")[6:8]
            return invoke_sdk(service, action, arguments)
    except ParamValidationError as error:
        raise TaskError(RUNTIME, refusal(arguments, str(error))) from None
    raise TaskError(RUNTIME, f"{resource} is not an integration of the local AWS")


def note(arguments: Any) -> None:
    """Write into the history what a call was made with: its TaskScheduled is the last event of its branch."""
    event = call.get().execution["events"][history.previous.get() - 1]
    event["taskScheduledEventDetails"] |= {"parameters": json.dumps(arguments), "region": region()}


def invoke_lambda(arguments: dict[str, Any]) -> dict[str, Any]:
    """Invoke a function and wait for its result."""
    known = {"FunctionName", "Payload", "ClientContext", "InvocationType", "LogType", "Qualifier"}
    check_known(arguments, next((key for key in arguments if key not in known), None))
    payload = json.dumps(arguments.get("Payload", {})).encode()
    try:
        answer = client("lambda").invoke(FunctionName=arguments["FunctionName"], Payload=payload)
    except ClientError as error:
        raise TaskError(classic(client("lambda"), "lambda", error), message(error)) from None
    content = answer["Payload"].read().decode()
    if answer.get("FunctionError"):
        raise TaskError(json.loads(content).get("errorType", "Lambda.Unknown"), content)
    return {"StatusCode": answer["StatusCode"], "Payload": json.loads(content)}


def invoke_sdk(service: str, action: str, arguments: dict[str, Any]) -> Any:
    """Make a call of an aws-sdk integration."""
    name = {"sfn": "stepfunctions"}.get(service, service)
    try:
        return operate(client(name), action[0].upper() + action[1:], arguments)
    except ClientError as error:
        raise TaskError(sdk_error(client(name), service, error), message(error)) from None
