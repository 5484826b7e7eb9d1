"""Emptying a bucket."""

import json
from typing import Any


class ObjectsLeft(Exception):
    """S3 refused to delete some objects; the message names the first."""


def close(s3: Any, bucket: str, arn: str) -> None:
    """Let nobody upload any more: what came in after the clearing, from a person or from a function whose build was stopped, would keep the bucket."""
    closed = {"Sid": "Closed", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": f"{arn}/*"}
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [closed]}))


def remove_everything(s3: Any, bucket: str) -> None:
    """Remove all that a bucket holds, a page of at most 1,000 keys at a time."""
    for page in s3.get_paginator("list_multipart_uploads").paginate(Bucket=bucket):
        for upload in page.get("Uploads", []):
            s3.abort_multipart_upload(Bucket=bucket, Key=upload["Key"], UploadId=upload["UploadId"])
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if found:
            remove(s3, bucket, [{"Key": entry["Key"], "VersionId": entry["VersionId"]} for entry in found])


def remove(s3: Any, bucket: str, objects: list[dict[str, str]]) -> None:
    """Remove up to 1,000 object versions; S3 answers with success even where it refused some."""
    errors = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True}).get("Errors", [])
    if errors:
        first = errors[0]
        raise ObjectsLeft(
            f"{len(errors)} objects of {bucket} could not be deleted, such as {first['Key']}: {first['Code']} {first['Message']}"
        )
