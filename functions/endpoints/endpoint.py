"""The endpoint as SageMaker describes it."""

import functools
from typing import Any

import boto3
from botocore.exceptions import ClientError

CHANGING = {"Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting"}


def describe(name: str) -> dict[str, Any] | None:
    """Return DescribeEndpoint's answer, None for an endpoint that does not exist."""
    try:
        described: dict[str, Any] = sagemaker().describe_endpoint(EndpointName=name)
    except ClientError as error:
        # SageMaker has no error code of its own for an endpoint that does not exist.
        if error.response["Error"]["Code"] == "ValidationException" and "Could not find endpoint" in error.response["Error"]["Message"]:
            return None
        raise
    return described


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
