"""Clear Bucket: CloudFormation deletes empty buckets only, so everything in one is removed just before."""

import functools
from contextlib import suppress
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from crhelper import CfnResource

from clear_bucket.emptying import close, remove_everything
from handing_on.deletion import Deadline, HandedOn

helper = CfnResource(log_level="INFO", sleep_on_delete=0)


class ObjectsLeft(Exception):
    """Not everything could be removed in time; the message says what to do."""


@helper.create
@helper.update
def keep(event: dict[str, Any], context: object) -> str:
    """Do nothing until the stack goes."""
    return f"clear-{event['ResourceProperties']['Bucket']}"


@helper.delete
def clear(event: dict[str, Any], context: object) -> None:
    """Let nothing more in, and remove every version, delete marker and unfinished upload; a bucket that is gone is clear."""
    bucket, deadline = event["ResourceProperties"]["Bucket"], Deadline(event, context)
    try:
        close(client("s3"), bucket, event["ResourceProperties"]["BucketArn"])
        is_clear = remove_everything(client("s3"), bucket, deadline.is_over)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucket":
            raise
        return
    if not is_clear and deadline.is_hour_over():
        raise ObjectsLeft(f"{bucket} holds more than could be removed in an hour. Delete the stack once more, and it goes on from here")
    if not is_clear:
        deadline.hand_on(client("lambda"))


def handler(event: dict[str, Any], context: object) -> None:
    """Answer CloudFormation, unless a later invocation will."""
    with suppress(HandedOn):
        helper(event, context)


@functools.cache
def client(service: str) -> Any:
    """Return this process's client of a service; the pauses between its attempts stay within the reserve of an invocation's time."""
    return boto3.client(service, config=Config(retries={"mode": "standard", "total_max_attempts": 5}))
