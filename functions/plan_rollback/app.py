"""Plan Rollback: whether the version is still kept, and how it gets back to the endpoint as the document is now."""

import json
import os
from typing import Any

from builds import executions, kept, records, served
from builds.launches import launches_of
from endpoints import endpoint
from plan_rollback.rollback import asked, planned, serves
from plans import given


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return {"Build", "Parameters", "EndpointConfig", "Serves"}; raise NoVersion or NotKept."""
    execution = event["Execution"]
    went = asked(event["Launch"])
    number = executions.number_of(execution["Id"], records.ROLLBACK)
    build = {
        "Stack": os.environ["STACK_NAME"],
        "Reason": went["Reason"],
        "ExecutionArn": execution["Id"],
        "StartedAt": execution["StartTime"],
    }
    # Written before anything is checked: a rollback that cannot be done is part of the history too.
    attempt, way = int(execution.get("RedriveCount") or 0), {key: went[key] for key in ("From", "To")}
    records.write_running(
        number, {**build, **way, "Status": "RUNNING", "Launches": launches_of(event["Launch"])}, attempt, records.ROLLBACK
    )
    version = went["To"]
    if not served.has_served(version):
        raise kept.NotKept(f"version {version} has never served")
    config = kept.config(version)
    made = planned({**build, "Rollback": {"Number": number, **way}}, records.read(version), given.written())
    print(json.dumps({"rollback": number, **way}))
    return {**made, "EndpointConfig": plain(config), "Serves": serves(endpoint.describe(build["Stack"]), config["EndpointConfigName"])}


def plain(config: dict[str, Any]) -> dict[str, Any]:
    """Return a described configuration as JSON takes it."""
    return {key: value for key, value in config.items() if key not in ("CreationTime", "ResponseMetadata")}
