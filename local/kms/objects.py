"""Objects that a key of the customer's encrypts: whoever writes one needs kms:GenerateDataKey, and whoever reads it kms:Decrypt.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
"""

import re
from collections.abc import Callable
from typing import Any

from ministack.services import s3

from local.gateway.state import region
from local.iam import authorization

WRITES, READS = "kms:GenerateDataKey", "kms:Decrypt"
HEADERS = {"_put_object": 3, "_copy_object": 2, "_create_multipart_upload": 2, "_get_object": 2}  # where each is told the request's headers


def register() -> None:
    """Ask the caller's rights of the bucket's key before each of these."""
    for name, place in HEADERS.items():
        setattr(s3, name, guarded(getattr(s3, name), place, READS if name == "_get_object" else WRITES))


def guarded(original: Callable[..., Any], place: int, action: str) -> Callable[..., Any]:
    """Return an operation that is refused to whoever may not use the bucket's key."""

    def operation(bucket: str, *given: Any) -> Any:
        headers, key = given[place - 1], key_of(bucket)
        if key and "authorization" in {name.lower() for name in headers}:
            try:
                authorization.require(headers, action, key, {"kms:ViaService": f"s3.{region()}.amazonaws.com"})
            except authorization.Denied as error:
                return s3._error("AccessDenied", str(error), 403)
        return original(bucket, *given)

    return operation


def key_of(bucket: str) -> str | None:
    """Return the key with which a bucket encrypts by default, None for one of AWS's own."""
    found = s3._bucket_encryption.get(bucket)
    text = found.decode() if isinstance(found, bytes) else str(found or "")
    named = re.search(r"arn:[^:<]+:kms:[^<'\"]+", text)
    return named[0] if named else None
