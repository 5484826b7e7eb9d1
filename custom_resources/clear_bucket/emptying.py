"""Emptying a bucket."""

import json
from collections.abc import Callable
from typing import Any

PASSING = {"InternalError", "ServiceUnavailable", "SlowDown"}  # of single objects in an answer that is a success


class ObjectsKept(Exception):
    """S3 refused to delete some objects; the message names the first."""


def close(s3: Any, bucket: str, arn: str) -> None:
    """Let nobody upload any more: what came in after the clearing, from a person or from a function whose build was stopped, would keep the bucket."""
    closed = {"Sid": "Closed", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": f"{arn}/*"}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [closed]}))


def remove_everything(s3: Any, bucket: str, is_over: Callable[[], bool]) -> bool:
    """Remove all that a bucket holds, and return whether it is empty; where the time is over it ends, and has got some way however short the time was."""
    return abort_uploads(s3, bucket, is_over) and remove_versions(s3, bucket, is_over)


def abort_uploads(s3: Any, bucket: str, is_over: Callable[[], bool]) -> bool:
    """Abort the uploads that are unfinished, and return whether there are no more."""
    for page in s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
        for upload in page.get("Uploads", []):
            s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
            if is_over():
                return False
    return True


def remove_versions(s3: Any, bucket: str, is_over: Callable[[], bool]) -> bool:
    """Remove versions and delete markers, a page of at most 1,000 at a time, and return whether there are no more."""
    is_any_left = True
    while is_any_left:
        is_any_left = False
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            if found and not remove(s3, bucket, [{"Key": entry["Key"], "VersionId": entry["VersionId"]} for entry in found]):
                is_any_left = True
            if (page["IsTruncated"] or is_any_left) and is_over():
                return False
    return True


def remove(s3: Any, bucket: str, objects: list[dict[str, str]]) -> bool:
    """Remove up to 1,000 object versions, and return whether all are gone; S3 answers with success even where it refused some."""
    errors = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True}).get("Errors", [])
    refused = [error for error in errors if error["Code"] not in PASSING]
    if refused:
        first = refused[0]
        raise ObjectsKept(
            f"{len(refused)} objects of {bucket} could not be deleted, such as {first['Key']}: {first['Code']} {first['Message']}"
        )
    return not errors
