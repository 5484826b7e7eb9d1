"""What the command prints: JSON for programs, lines for people."""

import json
from typing import Any

from sagebuild import words
from sagebuild.builds import Build
from sagebuild.rollbacks import Rollback


def described(run: Build | Rollback) -> dict[str, Any]:
    """Return a build or a rollback for programs: its record, and what follows from it."""
    record = {key: value for key, value in run.record.items() if key != "Kind"}
    return {**record, "Seconds": round(run.seconds, 1), "ConsoleUrl": run.console_url}


def say_json(value: Any, indent: int | None = None) -> None:
    """Print a value as JSON."""
    print(json.dumps(value, indent=indent, ensure_ascii=False))


def table(builds: list[Build]) -> str:
    """Return builds as lines under each other."""
    lines = [("Version", "Status", "Began", "Took", "Metrics", "Reason, or what went wrong")]
    for build in builds:
        began = f"{build.started:%Y-%m-%d %H:%M} UTC" if build.started else ""
        said = " ".join((build.cause or build.reason).split())[:100]
        lines.append((str(build.version), build.status, began, words.duration(build.seconds), words.metrics(build.metrics), said))
    return words.columns(lines)
