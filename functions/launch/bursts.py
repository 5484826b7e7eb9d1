"""Which launches come in bursts, of which only the end is worth a build: an upload of many files, pushes one after the other."""

from typing import Any

from launch.reasons import within


def is_burst(message: dict[str, Any]) -> bool:
    """Return whether a message tells of an upload or a push; the GitHub webhook's names its commit."""
    records = message.get("Records")
    kind = message.get("detail-type") or message.get("detailType")
    return (
        bool(message.get("Commit"))
        or (isinstance(records, list) and any(within(record, key) for record in records for key in ("s3", "codecommit")))
        or str(kind).startswith("Object ")
        or kind == "CodeCommit Repository State Change"
    )
