"""Objects that a key of the customer's encrypts: whoever writes one needs kms:GenerateDataKey, and whoever reads it kms:Decrypt; in parts, both.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from ministack.services import s3

from local.kms import use

WRITES, READS = ("kms:GenerateDataKey",), ("kms:Decrypt",)
HEADERS = {"_put_object": 3, "_copy_object": 2, "_create_multipart_upload": 2, "_get_object": 2}  # where each is told the request's headers
ACTIONS = {"_put_object": WRITES, "_copy_object": WRITES, "_create_multipart_upload": WRITES + READS, "_get_object": READS}
CODES = {"NotFound": "KMS.NotFoundException", "Disabled": "KMS.DisabledException", "InvalidState": "KMS.KMSInvalidStateException"}
OWN = "x-amz-server-side-encryption-aws-kms-key-id"


def register() -> None:
    """Ask the caller's rights of the key before each of these."""
    for name, place in HEADERS.items():
        setattr(s3, name, guarded(getattr(s3, name), place, ACTIONS[name]))


def guarded(original: Callable[..., Any], place: int, actions: tuple[str, ...]) -> Callable[..., Any]:
    """Return an operation that is refused to whoever may not use the key of what it writes or reads."""

    def operation(bucket: str, name: str, *given: Any) -> Any:
        headers = {key.lower(): value for key, value in (name, *given)[place - 1].items()}
        if "authorization" not in headers:  # the local AWS itself
            return original(bucket, name, *given)
        key = key_of_object(bucket, name) if actions == READS else headers.get(OWN) or key_of(bucket)
        source, _, copied = unquote(headers.get("x-amz-copy-source", "").partition("?")[0]).lstrip("/").partition("/")
        try:
            for found, asked in ((key, actions), (key_of_object(source, copied), READS)):
                if named := use.named(found):
                    use.require(headers, named, asked, "s3", {})
        except use.Unusable as error:
            refused = error.kind == "AccessDenied"
            return s3._error("AccessDenied" if refused else CODES[error.kind], str(error), 403 if refused else 400)
        return original(bucket, name, *given)

    return operation


def key_of(bucket: str) -> str | None:
    """Return the key with which a bucket encrypts by default, None for one of AWS's own."""
    found = s3._bucket_encryption.get(bucket)
    text = found.decode() if isinstance(found, bytes) else str(found or "")
    named = re.search(r"arn:[^:<]+:kms:[^<'\"]+", text)
    return named[0] if named else None


def key_of_object(bucket: str, name: str) -> str | None:
    """Return the key with which an object is encrypted, None for one of AWS's own and where there is no such object."""
    found = s3._buckets.get(bucket, {}).get("objects", {}).get(name, {})
    key: str | None = found.get("preserved_headers", {}).get(OWN)
    return key
