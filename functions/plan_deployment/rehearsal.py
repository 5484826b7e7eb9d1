"""The next step of a rehearsal, for which the very configuration that is to serve gets an endpoint of its own."""

from typing import Any

from calls.deployment import CannotUpdate, create_request
from calls.step import changing, waiting
from endpoints import endpoint
from endpoints.removal import end


def step(build: dict[str, Any], parameters: dict[str, Any], config: dict[str, Any]) -> dict[str, Any]:
    """Return the next step, REHEARSE, or WAIT until the endpoint of an earlier rehearsal is gone; config is the new configuration."""
    name = build["Names"]["Rehearsal"]
    found = endpoint.describe(name)
    if found is None:
        return changing("REHEARSE", {**create_request(build, parameters), "EndpointName": name}, config)
    if not endpoint.is_of(found, build["Stack"]):
        raise CannotUpdate(
            f"Verification.When: BEFORE rehearses on an endpoint called {name}, and there is one without the tag sagebuild:stack = {build['Stack']}, "
            "so it is not this stack's; delete it, or verify AFTER"
        )
    return waiting("WAIT", name, going=end(found))
