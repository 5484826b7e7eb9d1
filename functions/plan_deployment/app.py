"""Plan Deployment: looks at the endpoint as it is now, and decides the next step towards the new configuration."""

from datetime import UTC, datetime
from typing import Any

from calls.step import step
from endpoints import endpoint


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return the next step, whose Action is WAIT, DELETE, REHEARSE, CREATE or UPDATE; raise CannotUpdate."""
    build = event["Build"]
    planned = step(build, event["Parameters"], event["EndpointConfig"], endpoint.describe(build["Names"]["Endpoint"]))
    return {**planned, "StartedAt": datetime.now(UTC).isoformat()}
