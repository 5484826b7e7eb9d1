"""Configure Training: makes the CreateTrainingJob request. A user's own function may stand in its place."""

from typing import Any

from calls.training import training_request


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return the complete CreateTrainingJob request of the build in the event."""
    return training_request(event)
