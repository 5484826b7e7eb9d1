"""What became of a training's data while it was read."""

from collections.abc import Callable

from data.differences import Difference
from data.listing import Summaries


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
