"""A .sync call: its job is started, looked at a few times a second, and stopped when nobody waits any more."""

import json
import time
from typing import Any

from botocore.exceptions import ClientError

from local.stepfunctions.attempt import TaskError, call
from local.stepfunctions.errors import classic, message
from local.stepfunctions.jobs import JOBS, RUN_MACHINE, Job
from local.stepfunctions.members import from_api
from local.stepfunctions.requests import api_call, client, operate

LOOK_SECONDS = 0.5


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


def described(api: Any, job: Job, found: dict[str, Any]) -> Any:
    """Return the shape of what describes a job, which is what .sync results in."""
    found.pop("ResponseMetadata", None)
    describe = (
        job.create.replace("Create", "Describe")
        if job.service == "sagemaker"
        else job.create.replace("StartExecution", "DescribeExecution")
    )
    return api.meta.service_model.operation_model(describe).output_shape
