"""Plan Build: decides everything that can be decided before money is spent, and refuses what cannot work."""

import json
import os
from typing import Any

from builds import executions, records
from builds.names import suffix
from plan_build import copies
from plans import given
from plans.looking import planned


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return {"Build", "Parameters", "Resources"}; raise InvalidParameters, InvalidRequest, MissingSource or MissingData."""
    execution = event["Execution"]
    launch = event["Launch"] if isinstance(event["Launch"], dict) else {}
    version = executions.version_of(execution["Id"])
    build = {
        "Stack": os.environ["STACK_NAME"],
        "Version": version,
        "Status": "RUNNING",
        "Reason": launch.get("Reason") or "started by hand",
        "ExecutionArn": execution["Id"],
        "StartedAt": execution["StartTime"],
    }
    # Written before anything is checked: a build that is refused is part of the history too.
    attempt = int(execution.get("RedriveCount") or 0)
    record(build, attempt)
    tail, resources = suffix(execution["Id"], execution["StartTime"]), given.resources(execution["Id"])
    made = planned(build, tail, given.document(), launch.get("Parameters") or {}, resources)
    build = made["Build"]
    build["Sources"] = copies.kept(build["Sources"], version, resources["CodeBucket"])
    record(build, attempt)
    print(json.dumps({"version": version, "execution": execution["Name"], "framework": made["Parameters"]["Framework"]}))
    return made


def record(build: dict[str, Any], attempt: int) -> None:
    """Write the build into the history."""
    records.write_running(build["Version"], {key: value for key, value in build.items() if key != "Version"}, attempt)
