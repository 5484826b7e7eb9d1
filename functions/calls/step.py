"""The next step towards a configuration that serves, seen from the endpoint as it is."""

from typing import Any

from calls import guarding, patience, scaling
from calls.deployment import CannotUpdate, create_request, guardrails, restore_request, update_request
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
        return waiting("WAIT", name)
    if found["EndpointStatus"] == "Failed":
        return waiting("DELETE", name)  # DeleteEndpoint is all that SageMaker allows on a failed endpoint
    check_kind(name, is_serverless(found, "CurrentServerlessConfig"), is_serverless(config, "ServerlessConfig"))
    request = update_request(build, parameters, **guarding.of_update(build, parameters, config, found, scaled or {}))
    renamed = names(config) != names(found)
    if renamed:
        check_guardrails(parameters, names(found), names(config))
    if renamed or (is_serverless(config, "ServerlessConfig") and not guardrails(parameters)):
        del request["DeploymentConfig"]  # SageMaker guards instances behind variants of the same names; all at once is its own way, too
    before = found["EndpointConfigName"]
    watched = {"Alarms": guarding.alarms_of(request), **scaling_to_come}
    return {**changing("UPDATE", request, config), "Previous": before, "Restore": restore_request(request, before), **watched}


def waiting(action: str, endpoint: str) -> dict[str, Any]:
    """Return a step after which the endpoint has to come to rest, or to be gone."""
    return {**NOTHING, "Action": action, "Await": endpoint, **patience.for_calm()}


def changing(action: str, request: dict[str, Any], config: dict[str, Any]) -> dict[str, Any]:
    """Return a step after which the endpoint has to serve a configuration."""
    return {**NOTHING, "Action": action, "Request": request, "Await": request["EndpointName"], **patience.for_change(request, config)}


NOTHING: dict[str, Any] = {"Request": None, "Previous": None, "Restore": None, "Alarms": [], "Scaling": None}


def names(described: dict[str, Any]) -> list[str]:
    """Return the names of the production variants of a configuration or an endpoint."""
    return sorted(variant["VariantName"] for variant in described.get("ProductionVariants", []))


def is_serverless(described: dict[str, Any], member: str) -> bool:
    """Return whether a configuration or an endpoint has a serverless variant; member is where each of them says so."""
    return any(member in variant for variant in described.get("ProductionVariants", []))


def check_kind(endpoint: str, was_serverless: bool, becomes_serverless: bool) -> None:
    """Raise CannotUpdate for an endpoint on instances that is to become serverless."""
    if becomes_serverless and not was_serverless:
        raise CannotUpdate(
            f"EndpointConfig.ProductionVariants: endpoint {endpoint} runs on instances, and SageMaker cannot make it serverless in place; "
            f"delete it (aws sagemaker delete-endpoint --endpoint-name {endpoint}) and launch again"
        )


def check_guardrails(parameters: dict[str, Any], old: list[str], new: list[str]) -> None:
    """Raise CannotUpdate where the document asks for guardrails that SageMaker cannot give."""
    if guardrails(parameters):
        raise CannotUpdate(
            f"Endpoint.DeploymentConfig: expected production variants of the same names as the endpoint has ({', '.join(old)}), "
            f"got {', '.join(new)}; leave Endpoint.DeploymentConfig out for the build that changes them"
        )
