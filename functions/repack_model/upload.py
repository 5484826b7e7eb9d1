"""A file that is written straight into S3."""

from types import TracebackType
from typing import Any, Self

PART = 64 * 2**20  # 10,000 parts of it are more than S3 allows an object to have


class Upload:
    """A multipart upload that looks like a file; an error in its context aborts it, so that nothing half-done is left."""

    def __init__(self, s3: Any, bucket: str, key: str) -> None:
        self._s3, self._where = s3, {"Bucket": bucket, "Key": key}
        self._buffer = bytearray()
        self._parts: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        self._where["UploadId"] = self._s3.create_multipart_upload(**self._where)["UploadId"]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error:
            self._s3.abort_multipart_upload(**self._where)
            return
        self._send()
        self._s3.complete_multipart_upload(**self._where, MultipartUpload={"Parts": self._parts})

    def write(self, data: bytes) -> int:
        """Take some bytes."""
        self._buffer += data
        if len(self._buffer) >= PART:
            self._send()
        return len(data)

    def _send(self) -> None:
        number = len(self._parts) + 1
        sent = self._s3.upload_part(**self._where, PartNumber=number, Body=bytes(self._buffer))
        self._parts.append({"PartNumber": number, "ETag": sent["ETag"]})
        self._buffer.clear()
