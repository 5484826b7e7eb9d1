"""Plan Rollback: whether the version is still kept, and how it gets back to the endpoint as the document is now."""

import json
import os
from typing import Any

from builds import executions, hours, kept, records, served
from builds.launches import launches_of
from endpoints import endpoint
from plan_rollback.endpoint_hours import is_to_change, taking_down
from plan_rollback.rollback import asked, planned, serves
from plans import given


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return {"Build", "Parameters", "EndpointConfig", "Serves"}, EndpointConfig null for an endpoint that is taken down; raise NoVersion or NotKept."""
    execution, launch = event["Execution"], event["Launch"]
    build = {"Stack": os.environ["STACK_NAME"], "ExecutionArn": execution["Id"], "StartedAt": execution["StartTime"]}
    attempt = int(execution.get("RedriveCount") or 0)
    return as_hours_ask(build, launch, attempt) if hours.is_asked(launch) else going_back(build, launch, attempt)


def going_back(build: dict[str, Any], launch: Any, attempt: int) -> dict[str, Any]:
    """Return the plan of a rollback."""
    went = asked(launch)
    number = executions.number_of(build["ExecutionArn"], records.ROLLBACK)
    build, way = {**build, "Reason": went["Reason"]}, {key: went[key] for key in ("From", "To")}
    # Written before anything is checked: a rollback that cannot be done is part of the history too.
    records.write_running(number, {**build, **way, "Status": "RUNNING", "Launches": launches_of(launch)}, attempt, records.ROLLBACK)
    version = went["To"]
    if not served.has_served(version):
        raise kept.NotKept(f"version {version} has never served")
    print(json.dumps({"rollback": number, **way}))
    return to_version(version, {**build, "Rollback": {"Number": number, **way}}, endpoint.describe(build["Stack"]))


def as_hours_ask(build: dict[str, Any], launch: dict[str, Any], attempt: int) -> dict[str, Any]:
    """Return the plan of an endpoint that its hours bring back, with the version that served last, or take down."""
    serve, version, found = launch["Serve"], served.current(), endpoint.describe(build["Stack"])
    number = executions.number_of(build["ExecutionArn"], records.HOURS)
    build, changes = {**build, "Reason": str(launch["Reason"])}, is_to_change(serve, version, found)
    known = {**build, "Status": "RUNNING", "Serve": serve}
    # Asked again when it has been done: what has been changed stays told.
    records.write_running(number, {**known, **({"Changed": version or 0} if changes else {})}, attempt, records.HOURS)
    print(json.dumps({"hours": number, "serve": serve, "version": version, "changes": changes}))
    build["Hours"] = {"Number": number, "Serve": serve}
    if version and serve and changes:
        return to_version(version, build, found)
    return {**taking_down(build, version), "Serves": not changes}


def to_version(version: int, build: dict[str, Any], found: dict[str, Any] | None) -> dict[str, Any]:
    """Return the plan of an endpoint that is to serve a version which is kept; raise NotKept."""
    config = kept.config(version)
    made = planned(build, records.read(version), given.written())
    return {**made, "EndpointConfig": plain(config), "Serves": serves(found, config["EndpointConfigName"])}


def plain(config: dict[str, Any]) -> dict[str, Any]:
    """Return a described configuration as JSON takes it."""
    return {key: value for key, value in config.items() if key not in ("CreationTime", "ResponseMetadata")}
