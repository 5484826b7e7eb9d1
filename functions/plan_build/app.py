"""Plan Build: decides everything that can be decided before money is spent, and refuses what cannot work."""

import json
import os
from typing import Any

from builds import executions, records
from builds.launches import launches_of
from builds.names import suffix
from data.listing import listed
from plan_build import copies
from plans import given
from plans.looking import planned, read
from plans.reuse import decide
from reuse import inputs


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return {"Build", "Parameters", "Resources"}; raise InvalidParameters, InvalidRequest, MissingSource, MissingData or CannotUpdate."""
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
    record({**build, "Launches": launches_of(launch)}, attempt)
    tail, resources = suffix(execution["Id"], execution["StartTime"]), given.resources(execution["Id"])
    made = planned(build, tail, given.document(), launch.get("Parameters") or {}, resources)
    build, parameters = made["Build"], made["Parameters"]
    with listed(version, read(made)) as data:
        depends_on = decide(made, data, given.own_programs())
        if data.found:
            data.keep(resources["CodeBucket"], version)
    build["Sources"] = copies.kept(build["Sources"], version, resources["CodeBucket"])
    record({**build, "Parameters": text(parameters), "Data": text(data.found), "Inputs": inputs.text(depends_on)}, attempt)
    print(json.dumps({"version": version, "execution": execution["Name"], "framework": parameters["Framework"]}))
    return made


def text(value: dict[str, Any]) -> str:
    """Return JSON as it stands in the history: DynamoDB's own maps would change its numbers."""
    return json.dumps(value, ensure_ascii=False)


def record(build: dict[str, Any], attempt: int) -> None:
    """Write the build into the history."""
    # Evaluation and Validation say here that there will be one; in the record Evaluation is what came of it.
    kept = {key: value for key, value in build.items() if key not in ("Version", "Evaluation", "Validation")}
    # A training has its fingerprint when it is confirmed that its data stayed the same; one that was taken over has that.
    kept["Fingerprint"] = build["Fingerprint"] if build.get("Reused") else None
    records.write_running(build["Version"], kept, attempt)
