"""Plan Deployment: looks at the endpoint as it is now, and decides the next step towards the new configuration."""

from datetime import UTC, datetime
from typing import Any

from calls import guarding, refusal
from calls.step import step, taking_down
from endpoints import alarms, endpoint, scaling
from plan_deployment import rehearsal

CHANGES = ("CREATE", "UPDATE")


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return the next step, whose Action is WAIT, DELETE, REHEARSE, CREATE or UPDATE; raise CannotUpdate. EndpointConfig null takes the endpoint down."""
    build, parameters, config = event["Build"], event["Parameters"], event["EndpointConfig"]
    found = endpoint.describe(build["Names"]["Endpoint"])
    if found:
        refusal.check_owner(found["EndpointName"], build["Stack"], endpoint.is_of(found, build["Stack"]))
    scaled = scaling.scaled(found["EndpointName"], variants(found)) if found else {}
    planned = step(build, parameters, config, found, scaled) if config else taking_down(build, found)
    if build["Verification"] == "BEFORE" and not event["Rehearsed"]:
        planned = rehearsal.step(build, parameters, config)  # what cannot be deployed has been refused by now
    own = guarding.own_alarms(build, parameters, config) if config else []
    check_calm(planned, own)
    for variant in ending(planned, parameters, config, found, scaled):
        scaling.end(planned["Await"], variant)
    if planned["Action"] in CHANGES:
        alarms.keep(planned["Await"], own)
    return {**planned, "StartedAt": datetime.now(UTC).isoformat()}


def ending(
    planned: dict[str, Any], parameters: dict[str, Any], config: dict[str, Any], found: dict[str, Any] | None, scaled: dict[str, bool]
) -> list[str]:
    """Return the variants whose scaling the step does not allow."""
    match planned["Action"]:
        case "UPDATE" if found and scaled:
            return guarding.ending(planned["Await"], parameters, scaled, endpoint.config(found["EndpointConfigName"]), config)
        case "DELETE":
            return list(scaled)
    return []


def check_calm(planned: dict[str, Any], own: list[dict[str, Any]]) -> None:
    """Raise CannotUpdate if an alarm rings that a change of the endpoint is watched by; the stack's own ones are made anew for it."""
    if planned["Action"] in CHANGES:
        names = [request["AlarmName"] for request in own]
        guarding.check_calm(alarms.ringing([alarm for alarm in planned["Alarms"] if alarm not in names]))


def variants(found: dict[str, Any]) -> list[str]:
    """Return the names of the production variants that an endpoint has."""
    return [variant["VariantName"] for variant in found.get("ProductionVariants", [])]
