"""What became of a training's data while it was read."""

from collections.abc import Callable
from typing import Any

from data.differences import Difference
from data.listing import Channels

Summaries = dict[str, dict[str, Any]]


def channels(planned: Summaries) -> Channels:
    """Return name, bucket and prefix of the channels of a training whose data is comparable; what its exam reads is not among them."""
    found = {name: summary["S3Uri"].removeprefix("s3://") for name, summary in planned.items() if is_known(name, summary)}
    return [(name, uri.partition("/")[0], uri.partition("/")[2]) for name, uri in found.items()]


def is_known(name: str, summary: dict[str, Any]) -> bool:
    """Return whether a training reads this, and a digest tells of all of it."""
    return not name.startswith("Evaluation.") and summary.get("Digest") is not None


def sentence(version: int, planned: Summaries, now: Summaries, since: Callable[[], Difference | None]) -> str | None:
    """Return what has changed since the training was planned, None if nothing has; what was written and is the same again may have been read otherwise."""
    for name, found in now.items():
        if found["Digest"] != planned[name]["Digest"]:
            difference = since()
            how = f"{difference}; the first: {difference.first}" if difference else f"channel {name} is another"
            return f"The data changed while version {version} was trained: {how}"
        if found["LastWritten"] != planned[name]["LastWritten"]:
            return f"The data of channel {name} was written while version {version} was trained, and is the same again"
    return None
