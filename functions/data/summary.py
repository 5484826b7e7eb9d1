"""A channel's data in a few numbers, and a digest that is the same exactly when the data is."""

import hashlib
import json
from datetime import datetime
from typing import Any

from data.objects import Found


class Summary:
    """What is known of a channel when its objects have been added one after the other."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self._uri, self._folder = f"s3://{bucket}/{prefix}", prefix.rfind("/") + 1
        self._objects = self._bytes = 0
        self._modified: datetime | None = None
        self._written: datetime | None = None
        self._last = ""
        self._is_sorted = self._is_complete = True
        self._digest = hashlib.sha256()

    def add(self, found: Found) -> None:
        """Add what stands next; of what is no longer there, only when that was written counts."""
        self._written = max(self._written or found.modified, found.modified)
        if not found.is_there:
            return
        self._objects += 1
        self._bytes += found.size
        self._modified = max(self._modified or found.modified, found.modified)
        self._is_sorted = self._is_sorted and found.key > self._last
        self._last = found.key
        # The key within the channel: the same data in another place is the same data.
        self._digest.update(json.dumps([found.key[self._folder :], found.etag, found.size]).encode() + b"\n")

    def break_off(self) -> None:
        """Note that there is more than has been added."""
        self._is_complete = False

    def told(self) -> dict[str, Any]:
        """Return {"S3Uri", "Objects", "Bytes", "LastModified", "LastWritten", "Complete", "Digest"}.

        LastWritten counts what has been deleted or overwritten since; Digest is null for what is not complete, or comes in no order (directory buckets).
        """
        return {
            "S3Uri": self._uri,
            "Objects": self._objects,
            "Bytes": self._bytes,
            "LastModified": self._modified and self._modified.isoformat(),
            "LastWritten": self._written and self._written.isoformat(),
            "Complete": self._is_complete,
            "Digest": self._digest.hexdigest() if self._is_complete and self._is_sorted else None,
        }
