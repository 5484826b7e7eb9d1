"""What a build's data was when it began: how much, and from when."""

import functools
from typing import Any

import boto3

MOST = 10_000  # objects of a channel; a page of S3's list holds a thousand


def listed(channels: list[tuple[str, str, str]]) -> dict[str, dict[str, Any]]:
    """Return a summary of every channel's objects by the channels' names ({"S3Uri", "Objects", "Bytes", "LastModified", "Complete"})."""
    return {channel: summary(bucket, prefix) for channel, bucket, prefix in channels}


def summary(bucket: str, prefix: str) -> dict[str, Any]:
    """Return what stands under a prefix; Complete says whether all of it was counted."""
    pages = s3().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, PaginationConfig={"MaxItems": MOST})
    found = [entry for page in pages for entry in page.get("Contents", [])]
    return {
        "S3Uri": f"s3://{bucket}/{prefix}",
        "Objects": len(found),
        "Bytes": sum(entry["Size"] for entry in found),
        "LastModified": max(entry["LastModified"] for entry in found).isoformat() if found else None,
        "Complete": pages.resume_token is None,
    }


@functools.cache
def s3() -> Any:
    """Return the S3 client of this process."""
    return boto3.client("s3")
