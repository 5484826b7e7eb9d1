"""The history of builds as a table of pandas."""

from collections.abc import Iterable
from typing import Any

from sagebuild.builds import Build
from sagebuild.lazily import needed


def frame(builds: Iterable[Build]) -> Any:
    """Return a pandas.DataFrame with a row for each build, index Version, and a column for each metric."""
    return needed("pandas").DataFrame([row(build) for build in builds]).set_index("Version")


def row(build: Build) -> dict[str, Any]:
    """Return a build's row."""
    return {
        "Version": build.version,
        "Status": build.status,
        "Started": build.started,
        "Seconds": round(build.seconds, 1),
        "Deployed": build.deployed,
        "Reason": build.reason,
        "Cause": build.cause,
        **build.metrics,
    }
