"""Script mode's copies: every build has sources of its own, so that a version runs the code of its day for ever."""

import functools
from typing import Any

import boto3


def kept(sources: dict[str, dict[str, str]], version: int, code_bucket: str) -> dict[str, dict[str, str]]:
    """Copy the sources into the version's own folder, and return them with the copies' addresses."""
    copies = {}
    for kind, source in sources.items():
        key = f"versions/v{version}/{kind.lower()}/source.tar.gz"
        bucket, _, original = source["S3Uri"].removeprefix("s3://").partition("/")
        # Without its tags, which would take further permissions.
        s3().copy_object(Bucket=code_bucket, Key=key, CopySource={"Bucket": bucket, "Key": original}, TaggingDirective="REPLACE")
        copies[kind] = {**source, "S3Uri": f"s3://{code_bucket}/{key}", "Original": source["S3Uri"]}
    return copies


@functools.cache
def s3() -> Any:
    """Return the S3 client of this process."""
    return boto3.client("s3")
