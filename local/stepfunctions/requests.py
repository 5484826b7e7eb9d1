"""Calls of an API with arguments, and an answer, in Step Functions' PascalCase."""

import functools
from typing import Any

from local.iam import roles
from local.stepfunctions.attempt import call
from local.stepfunctions.errors import check_known
from local.stepfunctions.members import from_api, to_api, unknown


def client(service: str) -> Any:
    """Return a client with the rights of the state machine that makes the call."""
    return client_of(service, call.get().role_arn)


@functools.cache
def client_of(service: str, role_arn: str) -> Any:
    """Return a client that acts with the state machine's role."""
    return roles.client(service, role_arn, "StepFunctions")


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
