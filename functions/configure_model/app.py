"""Configure Model: makes the CreateModel request. A user's own function may stand in its place."""

from typing import Any

from calls.model import model_request


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return the complete CreateModel request of the build in the event."""
    return model_request(event)
