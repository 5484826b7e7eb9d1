"""Script mode's copies: every build has sources of its own, so that a version runs the code of its day for ever."""

import functools
from typing import Any

import boto3
from botocore.exceptions import ClientError

from plans.source import MissingSource


def kept(sources: dict[str, dict[str, str]], version: int, code_bucket: str) -> dict[str, dict[str, str]]:
    """Copy the sources into the version's own folder, and return them with the copies' addresses."""
    copies = {}
    for kind, source in sources.items():
        key = f"versions/v{version}/{kind.lower()}/source.tar.gz"
        bucket, _, original = source["S3Uri"].removeprefix("s3://").partition("/")
        copy(kind, source, {"Bucket": bucket, "Key": original}, {"Bucket": code_bucket, "Key": key})
        copies[kind] = {**source, "S3Uri": f"s3://{code_bucket}/{key}", "Original": source["S3Uri"]}
    return copies


def copy(kind: str, source: dict[str, str], original: dict[str, str], own: dict[str, str]) -> None:
    """Copy a source as it was looked at; raise MissingSource for another one in its place."""
    try:
        # Without its tags, which would take further permissions.
        s3().copy_object(**own, CopySource=original, CopySourceIfMatch=source["ETag"], TaggingDirective="REPLACE")
    except ClientError as error:
        if error.response["Error"]["Code"] != "PreconditionFailed":
            raise
        why = f"{source['S3Uri']} was written anew while the build was planned; launch another one"
        raise MissingSource(f"Source.{kind}.S3Uri: {why}") from None


@functools.cache
def s3() -> Any:
    """Return the S3 client of this process."""
    return boto3.client("s3")
