"""Configure Endpoint: makes the CreateEndpointConfig request. A user's own function may stand in its place."""

from typing import Any

from calls.endpoint_config import endpoint_config_request


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return the complete CreateEndpointConfig request of the build in the event."""
    return endpoint_config_request(event)
