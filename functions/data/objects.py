"""What stands under a prefix of S3, in S3's own order."""

import functools
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import boto3
from botocore.exceptions import ClientError

MOST_VERSIONS = 1_000_000  # of a prefix; the rest is listed without its versions, each of which would cost as much time as an object


class Found(NamedTuple):
    """Something that stands under a prefix; is_there: it is what whoever reads the key gets, and not an earlier version or a deletion."""

    key: str
    version: str | None
    etag: str
    size: int
    modified: datetime
    is_there: bool = True


def found(bucket: str, prefix: str) -> Iterator[Found]:
    """Yield everything under a prefix: with all earlier versions and deletions where those may be listed, else only what is there."""
    last = ""
    try:
        for page in versions(bucket, prefix):
            yield from page
            last = max([last, *(entry.key for entry in page)])
    except ClientError as error:
        # Not every policy of the user's knows this permission, and not every kind of bucket this list.
        if error.response["Error"]["Code"] not in ("AccessDenied", "MethodNotAllowed", "NotImplemented"):
            raise
    except TooManyVersions:
        pass
    else:
        return
    behind = {"StartAfter": last} if last else {}
    pages = s3().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix, **behind)
    yield from (Found(entry["Key"], None, *said(entry)) for page in pages for entry in page.get("Contents", []))


class TooManyVersions(Exception):
    """There are more versions than are listed."""


def versions(bucket: str, prefix: str) -> Iterator[list[Found]]:
    """Yield the versions and deletions under a prefix, page by page; raise TooManyVersions behind so many."""
    count = 0
    for page in s3().get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        there, deleted = page.get("Versions", []), page.get("DeleteMarkers", [])
        yield [
            *(Found(entry["Key"], entry["VersionId"], *said(entry), entry["IsLatest"]) for entry in there),
            *(Found(entry["Key"], entry["VersionId"], "", 0, entry["LastModified"], False) for entry in deleted),
        ]
        count += len(there) + len(deleted)
        if count >= MOST_VERSIONS and page["IsTruncated"]:
            raise TooManyVersions


def said(entry: dict[str, Any]) -> tuple[str, int, datetime]:
    """Return what every list says of an object."""
    return entry["ETag"].strip('"'), entry["Size"], entry["LastModified"]


@functools.cache
def s3() -> Any:
    """Return the S3 client of this process."""
    return boto3.client("s3")
