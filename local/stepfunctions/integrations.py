"""The calls of a state machine, made as on AWS: with the machine's own role, through the front door, under IAM.

Known: lambda:invoke, aws-sdk integrations, and .sync for SageMaker training, CodeBuild and Step Functions. A .sync call looks at its job a few times a
second, which no history event shows, and stops the job when the execution, its branch or its time is over.
"""

import contextvars
import functools
import json
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError
from ministack.services import stepfunctions

from local.gateway.state import region
from local.iam import roles
from local.stepfunctions import history
from local.stepfunctions.members import from_api, to_api, unknown

RUNTIME = "States.Runtime"
LOOK_SECONDS = 0.2
log = logging.getLogger(__name__)


@dataclass
class Call:
    """One attempt of a task: whose it is, and whether anybody still waits for it."""

    execution: dict[str, Any]
    branch_over: threading.Event
    state: str
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def role_arn(self) -> str:
        """Return the role of the state machine, or the one that TestState was given."""
        if "roleArn" in self.execution:
            return str(self.execution["roleArn"])
        return str(stepfunctions._state_machines.get(self.execution["stateMachineArn"])["roleArn"])

    def is_over(self) -> bool:
        """Return whether the execution, the branch or the attempt has ended."""
        return self.over.is_set() or self.branch_over.is_set() or self.execution["status"] != "RUNNING"


@dataclass(frozen=True)
class Job:
    """How a .sync integration follows what it started."""

    service: str
    create: str
    rule: str
    find: Callable[[Any, dict[str, Any]], dict[str, Any]]
    stop: Callable[[Any, dict[str, Any]], object]
    status: Callable[[dict[str, Any]], str]
    running: frozenset[str]
    succeeded: str


call: contextvars.ContextVar[Call] = contextvars.ContextVar("call")
branch: contextvars.ContextVar[threading.Event] = contextvars.ContextVar("branch")
TaskError = stepfunctions._ExecutionError


def tuning_job(made: dict[str, Any]) -> str:
    """Return the name of the tuning job that was made."""
    return str(made["HyperParameterTuningJobArn"].rsplit("/", 1)[-1])


RUN_MACHINE = "arn:aws:states:::states:startExecution.sync:2"
JOBS = {
    "arn:aws:states:::sagemaker:createTrainingJob.sync": Job(
        "sagemaker",
        "CreateTrainingJob",
        "StepFunctionsGetEventsForSageMakerTrainingJobsRule",
        lambda client, made: client.describe_training_job(TrainingJobName=made["TrainingJobArn"].rsplit("/", 1)[-1]),
        lambda client, made: client.stop_training_job(TrainingJobName=made["TrainingJobArn"].rsplit("/", 1)[-1]),
        lambda found: str(found["TrainingJobStatus"]),
        frozenset({"InProgress", "Stopping"}),
        "Completed",
    ),
    "arn:aws:states:::sagemaker:createHyperParameterTuningJob.sync": Job(
        "sagemaker",
        "CreateHyperParameterTuningJob",
        "StepFunctionsGetEventsForSageMakerTuningJobsRule",
        lambda client, made: client.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=tuning_job(made)),
        lambda client, made: client.stop_hyper_parameter_tuning_job(HyperParameterTuningJobName=tuning_job(made)),
        lambda found: str(found["HyperParameterTuningJobStatus"]),
        frozenset({"InProgress", "Stopping"}),
        "Completed",
    ),
    "arn:aws:states:::codebuild:startBuild.sync": Job(
        "codebuild",
        "StartBuild",
        "StepFunctionsGetEventForCodeBuildStartBuildRule",
        lambda client, made: {"build": client.batch_get_builds(ids=[made["build"]["id"]])["builds"][0]},
        lambda client, made: client.stop_build(id=made["build"]["id"]),
        lambda found: str(found["build"]["buildStatus"]),
        frozenset({"IN_PROGRESS"}),
        "SUCCEEDED",
    ),
    RUN_MACHINE: Job(
        "stepfunctions",
        "StartExecution",
        "StepFunctionsGetEventsForStepFunctionsExecutionRule",
        lambda client, made: client.describe_execution(executionArn=made["executionArn"]),
        lambda client, made: client.stop_execution(executionArn=made["executionArn"]),
        lambda found: str(found["status"]),
        frozenset({"RUNNING"}),
        "SUCCEEDED",
    ),
}
# What the classic integrations call a service's errors that have no name of their own.
CLASSIC = {
    "sagemaker": "SageMaker.AmazonSageMakerException",
    "codebuild": "CodeBuild.CodeBuildException",
    "stepfunctions": "StepFunctions.AWSStepFunctionsException",
    "lambda": "Lambda.AWSLambdaException",
}


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


def client(service: str) -> Any:
    """Return a client with the rights of the state machine that makes the call."""
    return client_of(service, call.get().role_arn)


@functools.cache
def client_of(service: str, role_arn: str) -> Any:
    """Return a client that acts with the state machine's role."""
    return roles.client(service, role_arn, "StepFunctions")


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


def begin(job: Job, arguments: dict[str, Any]) -> Any:
    """Start a job for which nobody waits."""
    try:
        return operate(client(job.service), job.create, arguments)
    except ClientError as error:
        raise TaskError(classic(client(job.service), job.service, error), message(error)) from None


def follow(job: Job, arguments: dict[str, Any]) -> Any:
    """Start a job and wait for its end; stop it when nobody waits any more."""
    api = client(job.service)
    try:
        made = api_call(api, job.create, arguments)
        if job.service == "sagemaker":
            api.list_tags(ResourceArn=next(iter(made.values())))
        while job.status(found := job.find(api, made)) in job.running:
            if call.get().is_over():
                job.stop(api, made)
                raise TaskError("States.TaskFailed", f"{job.create}: the build that waited for it has ended")
            time.sleep(LOOK_SECONDS)
    except ClientError as error:
        raise TaskError(classic(api, job.service, error), message(error)) from None
    result = from_api(described(api, job, found), found)
    if job.status(found) != job.succeeded:
        raise TaskError("States.TaskFailed", json.dumps(result))
    return result


def run_machine(arguments: dict[str, Any]) -> dict[str, Any]:
    """Run a state machine; with .sync:2, input and output are the JSON that they are, not text."""
    result = follow(JOBS[RUN_MACHINE], {**arguments, "Input": json.dumps(arguments.get("Input", {}))})
    return {**result, **{key: json.loads(result[key]) for key in ("Input", "Output") if key in result}}


def operate(api: Any, operation: str, arguments: dict[str, Any]) -> Any:
    """Call an operation with, and answer in, Step Functions' PascalCase."""
    answer = api_call(api, operation, arguments)
    return from_api(api.meta.service_model.operation_model(operation).output_shape, answer)


def api_call(api: Any, operation: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Call an operation with arguments in PascalCase, and return botocore's answer."""
    shape = api.meta.service_model.operation_model(operation).input_shape
    check_known(arguments, unknown(shape, arguments))
    method = next(method for method, name in api.meta.method_to_api_mapping.items() if name == operation)
    answer: dict[str, Any] = getattr(api, method)(**to_api(shape, arguments))
    answer.pop("ResponseMetadata", None)
    return answer


def refusal(arguments: Any, why: str) -> str:
    """Return the cause of a call that Step Functions itself refuses, in its words."""
    state, entered = call.get().state, 0
    for event in call.get().execution["events"]:
        if event.get("stateEnteredEventDetails", {}).get("name") == state:
            entered = event["id"]
    asked = json.dumps(arguments)
    return (
        f"An error occurred while executing the state '{state}' (entered at the event id #{entered}). "
        f"The Arguments '{asked}' could not be used to start the Task: [{why}]"
    )


def check_known(arguments: Any, name: str | None) -> None:
    """Raise States.Runtime for a member that the integration does not know."""
    if name is not None:
        raise TaskError(RUNTIME, refusal(arguments, f'The field "{name}" is not supported by Step Functions'))


def described(api: Any, job: Job, found: dict[str, Any]) -> Any:
    """Return the shape of what describes a job, which is what .sync results in."""
    found.pop("ResponseMetadata", None)
    describe = (
        job.create.replace("Create", "Describe")
        if job.service == "sagemaker"
        else job.create.replace("StartExecution", "DescribeExecution")
    )
    return api.meta.service_model.operation_model(describe).output_shape


def classic(api: Any, service: str, error: ClientError) -> str:
    """Return the name that the classic integrations give an error."""
    code = str(error.response["Error"]["Code"])
    if code not in api.meta.service_model.shape_names:
        return CLASSIC[service]
    return f"{CLASSIC[service].split('.')[0]}.{code.removesuffix('Exception')}Exception"


def sdk_error(api: Any, service: str, error: ClientError) -> str:
    """Return the name that an aws-sdk integration gives an error: its own if the API's model knows it, else the service's."""
    prefix = {"sagemaker": "SageMaker", "dynamodb": "DynamoDb", "sfn": "Sfn", "codecommit": "CodeCommit"}.get(service, service.capitalize())
    code = str(error.response["Error"]["Code"])
    own = code in api.meta.service_model.shape_names
    return f"{prefix}.{code.removesuffix('Exception')}Exception" if own else f"{prefix}.{prefix}Exception"


def message(error: ClientError) -> str:
    """Return an error as Step Functions puts it into a cause."""
    details = error.response["Error"]
    return f"{details.get('Message', '')} (Service: {error.operation_name}; Status Code: 400; Error Code: {details['Code']})"
