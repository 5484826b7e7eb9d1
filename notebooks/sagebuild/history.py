"""The history of builds as a table of pandas."""

from collections.abc import Iterable
from typing import Any

from sagebuild.builds import Build
from sagebuild.lazily import needed

COLUMNS = ("Version", "Status", "Started", "Seconds", "Dollars", "Deployed", "Reused", "Data", "Reason", "Cause")


def frame(builds: Iterable[Build]) -> Any:
    """Return a pandas.DataFrame with a row for each build, index Version, and a column for each metric, the evaluation's by their dotted paths."""
    rows = [row(build) for build in builds]
    return needed("pandas").DataFrame(rows, columns=None if rows else COLUMNS).set_index("Version")


def row(build: Build) -> dict[str, Any]:
    """Return a build's row."""
    when = (build.started, round(build.seconds, 1), (build.cost or {}).get("Dollars"))
    why = (build.promoted or build.decisions.reused, build.data_change, build.reason, build.cause)
    values = (build.version, build.status, *when, build.deployed, *why)
    return {**dict(zip(COLUMNS, values, strict=True)), **build.measured}
