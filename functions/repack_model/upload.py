"""A file that is written straight into S3."""

from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

PART = 64 * 2**20  # 10,000 parts of it are more than S3 allows an object to have
AT_ONCE = 4  # parts on their way; each is in memory meanwhile


class Upload:
    """A multipart upload that looks like a file; an error in its context aborts it, so that nothing half-done is left."""

    def __init__(self, s3: Any, bucket: str, key: str) -> None:
        self._s3, self._where = s3, {"Bucket": bucket, "Key": key}
        self._buffer = bytearray()
        self._pool = ThreadPoolExecutor(AT_ONCE)
        self._parts: list[Future[dict[str, Any]]] = []

    def __enter__(self) -> Self:
        self._where["UploadId"] = self._s3.create_multipart_upload(**self._where)["UploadId"]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        is_complete = False
        try:
            if error is None:
                self._send()
                parts = [part.result() for part in self._parts]
                self._s3.complete_multipart_upload(**self._where, MultipartUpload={"Parts": parts})
                is_complete = True
        finally:
            self._pool.shutdown(cancel_futures=True)
            if not is_complete:
                self._s3.abort_multipart_upload(**self._where)

    def write(self, data: bytes) -> int:
        """Take some bytes."""
        self._buffer += data
        if len(self._buffer) >= PART:
            self._send()
        return len(data)

    def _send(self) -> None:
        """Put a part on its way, once there is room for it."""
        if len(self._parts) >= AT_ONCE:
            self._parts[-AT_ONCE].result()
        self._parts.append(self._pool.submit(self._upload, len(self._parts) + 1, bytes(self._buffer)))
        self._buffer.clear()

    def _upload(self, number: int, content: bytes) -> dict[str, Any]:
        sent = self._s3.upload_part(**self._where, PartNumber=number, Body=content)
        return {"PartNumber": number, "ETag": sent["ETag"]}
