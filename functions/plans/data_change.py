"""What has changed in the data since the version that serves was built."""

import json
from typing import Any

from builds import records, served
from data import kept
from data.listing import Listing


def sentence(code_bucket: str, data: Listing) -> str | None:
    """Return how a build's data differs from that of the version that serves; None if it does not, or nobody knows."""
    version = served.current()
    if version is None or not data.found:
        return None
    record = records.read(version)
    before = json.loads(record.get("Data", "{}"))
    if all(same(found, before.get(name)) for name, found in data.found.items()):
        return None
    found = kept.since(code_bucket, source(record, version), data)
    return f"The data has changed since version {version}, which serves: {found}; the first: {found.first}" if found else None


def same(found: dict[str, Any], before: dict[str, Any] | None) -> bool:
    """Return whether a channel's data certainly is what it was."""
    return before is not None and found["Digest"] is not None and found["Digest"] == before.get("Digest")


def source(record: dict[str, Any], version: int) -> int:
    """Return the version that listed the data of a version's model: an earlier one where that took its model without looking at data."""
    return version if record.get("Reused") else int(record.get("ModelVersion") or version)
