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


def config(name: str) -> dict[str, Any]:
    """Return DescribeEndpointConfig's answer, {} for a configuration that is gone."""
    try:
        described: dict[str, Any] = sagemaker().describe_endpoint_config(EndpointConfigName=name)
    except ClientError as error:
        if "Could not find endpoint configuration" in error.response["Error"]["Message"]:
            return {}
        raise
    return described


def is_of(found: dict[str, Any], stack: str) -> bool:
    """Return whether an endpoint that was found has a stack's tag."""
    pages = sagemaker().get_paginator("list_tags").paginate(ResourceArn=found["EndpointArn"])
    return any(tag == {"Key": "sagebuild:stack", "Value": stack} for page in pages for tag in page["Tags"])


@functools.cache
def sagemaker() -> Any:
    """Return the SageMaker client of this process."""
    return boto3.client("sagemaker")
