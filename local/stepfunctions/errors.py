"""How Step Functions calls what goes wrong in an integration."""

import json
from typing import Any

from botocore.exceptions import ClientError

from local.stepfunctions.attempt import TaskError, call

RUNTIME = "States.Runtime"


# What the classic integrations call a service's errors that have no name of their own.
CLASSIC = {
    "sagemaker": "SageMaker.AmazonSageMakerException",
    "codebuild": "CodeBuild.CodeBuildException",
    "stepfunctions": "StepFunctions.AWSStepFunctionsException",
    "lambda": "Lambda.AWSLambdaException",
}


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
