"""Plan Deployment: looks at the endpoint as it is now, and decides how the new configuration gets there."""

from datetime import UTC, datetime
from typing import Any

from endpoints import endpoint
from plan_deployment.deployment import plan


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return {"Action", "Request", "Previous", "StartedAt"}; raise EndpointBusy while the endpoint is being changed, or CannotUpdate."""
    build = event["Build"]
    planned = plan(build, event["Parameters"], event["EndpointConfig"], endpoint.describe(build["Names"]["Endpoint"]))
    return {**planned, "StartedAt": datetime.now(UTC).isoformat()}
