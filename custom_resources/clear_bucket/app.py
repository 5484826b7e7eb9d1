"""Clear Bucket: CloudFormation deletes empty buckets only, so everything in one is removed just before."""

import functools
from typing import Any

import boto3
from botocore.exceptions import ClientError
from crhelper import CfnResource

from clear_bucket.emptying import close, remove_everything

helper = CfnResource(log_level="INFO", sleep_on_delete=0)


@helper.create
@helper.update
def keep(event: dict[str, Any], context: object) -> str:
    """Do nothing until the stack goes."""
    return f"clear-{event['ResourceProperties']['Bucket']}"


@helper.delete
def clear(event: dict[str, Any], context: object) -> None:
    """Let nothing more in, and remove every version, delete marker and unfinished upload; a bucket that is gone is clear."""
    bucket = event["ResourceProperties"]["Bucket"]
    try:
        close(s3(), bucket, event["ResourceProperties"]["BucketArn"])
        remove_everything(s3(), bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucket":
            raise


def handler(event: dict[str, Any], context: object) -> None:
    """Answer CloudFormation."""
    helper(event, context)


@functools.cache
def s3() -> Any:
    """Return the S3 client of this process."""
    return boto3.client("s3")
