"""The endpoint as SageMaker describes it."""

import functools
from collections.abc import Callable
from typing import Any

import boto3
from botocore.exceptions import ClientError

CHANGING = {"Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting"}


def describe(name: str) -> dict[str, Any] | None:
    """Return DescribeEndpoint's answer, None for an endpoint that does not exist."""
    return there(sagemaker().describe_endpoint, EndpointName=name)


def is_moving(found: dict[str, Any]) -> bool:
    """Return whether an endpoint is on its way to another configuration than it has; scaling, it changes too and keeps its own."""
    return bool(found.get("PendingDeploymentSummary", found)["EndpointConfigName"] != found["EndpointConfigName"])


def describe_config(name: str) -> dict[str, Any] | None:
    """Return DescribeEndpointConfig's answer, None for a configuration that does not exist."""
    return there(sagemaker().describe_endpoint_config, EndpointConfigName=name)


def describe_model(name: str) -> dict[str, Any] | None:
    """Return DescribeModel's answer, None for a model that does not exist."""
    return there(sagemaker().describe_model, ModelName=name)


def there(describe: Callable[..., dict[str, Any]], **name: str) -> dict[str, Any] | None:
    """Return how something is described, None for what does not exist: SageMaker has no error code of its own for that."""
    try:
        return describe(**name)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationException" and "Could not find" in error.response["Error"]["Message"]:
            return None
        raise


@functools.cache
def sagemaker() -> Any:
    """Return the SageMaker client of this process."""
    return boto3.client("sagemaker")
