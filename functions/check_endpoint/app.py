"""Check Endpoint: success means in service with the configuration that this build made."""

from datetime import UTC, datetime
from typing import Any

from check_endpoint.progress import progress
from endpoints import endpoint


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return {"Ready", "Status", "WaitSeconds"}; raise EndpointFailed, EndpointRolledBack or EndpointTimedOut."""
    build = event["Build"]
    return progress(build, event["Deployment"], endpoint.describe(build["Names"]["Endpoint"]), datetime.now(UTC))
