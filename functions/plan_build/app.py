"""Plan Build: decides everything that can be decided before money is spent, and refuses what cannot work."""

import json
import os
from typing import Any

from builds import executions, records
from builds.launches import launches_of
from builds.names import suffix
from data.listing import listed
from document.reading import check_keys
from plan_build import copies, promote
from plan_build.again import again, remember_images
from plans import data_change, given
from plans.looking import planned, read
from plans.reuse import decide
from promotion import promotion
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
        "Commit": launch.get("Commit"),
        "ExecutionArn": execution["Id"],
        "StartedAt": execution["StartTime"],
    }
    # Written before anything is checked: a build that is refused is part of the history too.
    attempt = int(execution.get("RedriveCount") or 0)
    record({**build, "Launches": launches_of(launch)}, attempt)
    tail, resources = suffix(execution["Id"], execution["StartTime"]), given.resources(execution["Id"])
    overrides, promoted = launch.get("Parameters") or {}, None
    check_keys(overrides)  # of who starts a build by hand nobody has checked them
    if launch.get("Reproduce"):
        document, build["Reproduces"] = again(launch["Reproduce"], version, overrides, resources)
    else:
        document = given.document()
    if overrides.get("Promote") is not None and not launch.get("Reproduce"):
        promoted = promotion.look(document, overrides)
        document, overrides = promote.bring(promoted, version, document, resources), promoted.overrides
        build["Promoted"] = promoted.told()
    made = planned(build, tail, document, overrides, resources)
    build, parameters = made["Build"], made["Parameters"]
    if build.get("Reproduces"):
        remember_images(build, overrides)
    if promoted:
        promote.remember_image(build, promoted, resources)
    with listed(version, read(made)) as data:
        build["DataChange"] = data_change.sentence(resources["CodeBucket"], data)
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
    # A Fingerprint in the record says that Confirm Training has confirmed it, for this build or for the one whose training it took over.
    kept["Fingerprint"] = build["Fingerprint"] if build.get("Reused") else None
    records.write_running(build["Version"], kept, attempt)
