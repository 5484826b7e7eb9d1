"""Upload Notebooks: the folder of notebooks goes into the code bucket, where the notebook instance fetches it at every start."""

import functools
import importlib.resources
from typing import Any

import boto3
from crhelper import CfnResource

helper = CfnResource(log_level="INFO", sleep_on_delete=0)
KEY = "notebooks/folder.tar.gz"


@helper.create
@helper.update
def upload(event: dict[str, Any], context: object) -> str:
    """Upload the archive that the layer brings; a new layer is an update."""
    bucket = event["ResourceProperties"]["Bucket"]
    s3().put_object(Bucket=bucket, Key=KEY, Body=archive())
    return f"notebooks-{bucket}"


@helper.delete
def remove(event: dict[str, Any], context: object) -> None:
    """Remove the archive; one that is gone, or in a bucket that is gone, is removed."""
    try:
        s3().delete_object(Bucket=event["ResourceProperties"]["Bucket"], Key=KEY)
    except s3().exceptions.NoSuchBucket:
        return


def archive() -> bytes:
    """Return the folder, packed, from wherever the layer is."""
    return importlib.resources.files("notebooks").joinpath("folder.tar.gz").read_bytes()


def handler(event: dict[str, Any], context: object) -> None:
    """Answer CloudFormation."""
    helper(event, context)


@functools.cache
def s3() -> Any:
    """Return the S3 client of this process."""
    return boto3.client("s3")
