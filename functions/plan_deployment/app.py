"""Plan Deployment: looks at the endpoint as it is now, and decides the next step towards the new configuration."""

from datetime import UTC, datetime
from typing import Any

from calls.step import step
from endpoints import endpoint
from plan_deployment import rehearsal


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return the next step, whose Action is WAIT, DELETE, REHEARSE, CREATE or UPDATE; raise CannotUpdate."""
    build = event["Build"]
    asked = build, event["Parameters"], event["EndpointConfig"]
    planned = step(*asked, endpoint.describe(build["Names"]["Endpoint"]))
    if build["Verification"] == "BEFORE" and not event["Rehearsed"]:
        planned = rehearsal.step(*asked)  # what cannot be deployed has been refused by now
    return {**planned, "StartedAt": datetime.now(UTC).isoformat()}
