"""Copies of a promoted version's files: within S3 where one role may both read and write, through this function where another one reads."""

from typing import Any

from boto3.s3.transfer import TransferConfig

from promotion.asked import changed, gone
from promotion.origin import reading
from promotion.promotion import Promotion

# S3 copies five gigabytes at once; everything larger goes in parts, four at a time, which have room in the function's memory.
PARTS = TransferConfig(multipart_threshold=64 * 2**20, multipart_chunksize=64 * 2**20, max_concurrency=4)


def copy(found: Promotion, uri: str, bucket: str, key: str, own: Any) -> str:
    """Copy an object of a promoted version into this stack's bucket, and return its address; raise InvalidParameters.

    Its key says nothing of its content: trainings of the other stack may write there.
    """
    source, _, name = uri.removeprefix("s3://").partition("/")
    reader = found.origin.client("s3")
    with reading(uri, gone(found.name, uri), changed(found.name, uri)):
        if found.origin.is_own:
            # Without its tags, which would take further permissions.
            more = {"TaggingDirective": "REPLACE", "CopySourceIfUnmodifiedSince": found.ended}
            own.copy({"Bucket": source, "Key": name}, bucket, key, more, SourceClient=reader, Config=PARTS)
        else:
            body = reader.get_object(Bucket=source, Key=name, IfUnmodifiedSince=found.ended)["Body"]
            own.upload_fileobj(body, bucket, key, Config=PARTS)
    return f"s3://{bucket}/{key}"
