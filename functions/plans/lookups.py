"""What a build needs and does not make, looked up before money is spent; what may not be looked up passes."""

import functools
from collections.abc import Callable
from typing import Any

import boto3
from botocore.exceptions import ClientError

from document.reading import InvalidParameters
from plans.named import named

NOT_THERE = {
    "model": ("ValidationException",),
    "object": ("404", "NoSuchKey", "NoSuchBucket"),
    "image": ("ImageNotFoundException", "RepositoryNotFoundException"),
}


def check(requests: dict[str, Any], build: dict[str, Any], resources: dict[str, Any]) -> None:
    """Raise InvalidParameters for the first thing that is not there."""
    for path, kind, name in named(requests, build, resources):
        if is_missing(kind, name):
            raise InvalidParameters(f"{path}: there is no {kind} {name}")


def is_missing(kind: str, name: str) -> bool:
    """Return whether something is certainly not there."""
    try:
        found = LOOK[kind](name)
    except ClientError as error:
        return error.response["Error"]["Code"] in NOT_THERE.get(kind, ())
    return kind == "alarm" and not (found.get("MetricAlarms") or found.get("CompositeAlarms"))


def model(name: str) -> Any:
    """Look at a model."""
    return client("sagemaker").describe_model(ModelName=name)


def alarm(name: str) -> Any:
    """Look at an alarm, plain or composite."""
    return client("cloudwatch").describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"])


def stored(url: str) -> Any:
    """Look at an object in S3."""
    bucket, _, key = url.removeprefix("s3://").partition("/")
    return client("s3").head_object(Bucket=bucket, Key=key)


def image(uri: str) -> Any:
    """Look at an image in the account's own registry."""
    repository, at, digest = uri.partition("/")[2].partition("@")
    repository, _, tag = repository.partition(":")
    identity = {"imageDigest": digest} if at else {"imageTag": tag or "latest"}
    return client("ecr").describe_images(repositoryName=repository, imageIds=[identity])


LOOK: dict[str, Callable[[str], Any]] = {"model": model, "alarm": alarm, "object": stored, "image": image}


@functools.cache
def client(service: str) -> Any:
    """Return this process's client of a service."""
    return boto3.client(service)
