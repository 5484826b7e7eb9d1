"""The endpoint that stands when a build is planned: what cannot be done to it is known before a training is paid for."""

from typing import Any

from calls import refusal
from endpoints import endpoint


def look(build: dict[str, Any], parameters: dict[str, Any], config: dict[str, Any]) -> None:
    """Raise CannotUpdate for an endpoint that the build could not deploy to; note in the build that nobody will be served for a while."""
    found = endpoint.describe(build["Names"]["Endpoint"]) if build["Deploy"] else None
    if found is None:
        return
    refusal.check_owner(found["EndpointName"], build["Stack"], endpoint.is_of(found, build["Stack"]))
    refusal.check(parameters, config, found)
    if refusal.is_replaced(parameters, config, found):
        sentence = f"Endpoint.Replace: {refusal.obstacle(config, found)}; it is deleted and created anew, and serves nobody meanwhile."
        build["Notice"] = " ".join([*([build["Notice"]] if build["Notice"] else []), sentence])
