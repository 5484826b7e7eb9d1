"""The next step towards a configuration that serves, seen from the endpoint as it is."""

from typing import Any

from calls import guarding, patience, refusal, scaling
from calls.deployment import create_request, guardrails, restore_request, update_request
from calls.refusal import is_serverless, names
from endpoints.endpoint import CHANGING


def step(
    build: dict[str, Any],
    parameters: dict[str, Any],
    config: dict[str, Any],
    found: dict[str, Any] | None,
    scaled: dict[str, bool] | None = None,
) -> dict[str, Any]:
    """Return the next step with the endpoint that was found: WAIT, DELETE, CREATE or UPDATE; config is the new configuration.

    scaled are the variants that Application Auto Scaling counts, and whether the stack's own policy does.
    """
    name = build["Names"]["Endpoint"]
    scaling_to_come = {"Scaling": scaling.plan(name, parameters, config)}
    if found is None:
        return {**changing("CREATE", create_request(build, parameters), config), **scaling_to_come}
    if found["EndpointStatus"] in CHANGING:
        return waiting("WAIT", name, going=found["EndpointStatus"] == "Deleting")
    if found["EndpointStatus"] == "Failed":
        return waiting("DELETE", name, going=True)  # DeleteEndpoint is all that SageMaker allows on a failed endpoint
    refusal.check(parameters, config, found)
    if refusal.is_replaced(parameters, config, found):
        return waiting("DELETE", name, going=True)
    request = update_request(build, parameters, **guarding.of_update(build, parameters, config, found, scaled or {}))
    if names(config) != names(found) or (is_serverless(config, "ServerlessConfig") and not guardrails(parameters)):
        request.pop(
            "DeploymentConfig", None
        )  # SageMaker guards instances behind variants of the same names; all at once is its own way, too
    before = found["EndpointConfigName"]
    watched = {"Alarms": guarding.alarms_of(request), **scaling_to_come}
    return {**changing("UPDATE", request, config), "Previous": before, "Restore": restore_request(request, before), **watched}


def taking_down(build: dict[str, Any], found: dict[str, Any] | None) -> dict[str, Any]:
    """Return the next step with an endpoint that is to be gone: WAIT or DELETE."""
    name, status = build["Names"]["Endpoint"], found["EndpointStatus"] if found else "Deleting"
    return waiting("WAIT" if status in CHANGING else "DELETE", name, going=status == "Deleting" or status not in CHANGING)


def waiting(action: str, endpoint: str, going: bool) -> dict[str, Any]:
    """Return a step after which the endpoint has to come to rest, or to be gone."""
    return {**NOTHING, "Action": action, "Await": endpoint, **patience.for_calm(going)}


def changing(action: str, request: dict[str, Any], config: dict[str, Any]) -> dict[str, Any]:
    """Return a step after which the endpoint has to serve a configuration."""
    return {**NOTHING, "Action": action, "Request": request, "Await": request["EndpointName"], **patience.for_change(request, config)}


NOTHING: dict[str, Any] = {"Request": None, "Previous": None, "Restore": None, "Alarms": [], "Scaling": None}
