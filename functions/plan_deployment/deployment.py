"""How a configuration gets to the endpoint."""

from typing import Any

from calls.deployment import create_request, guardrails, update_request
from endpoints.endpoint import CHANGING


class EndpointBusy(Exception):
    """The endpoint is being changed; the state machine asks again later."""


class CannotUpdate(Exception):
    """SageMaker cannot move the endpoint to this configuration, or not in the way that the document asks for."""


def plan(build: dict[str, Any], parameters: dict[str, Any], config: dict[str, Any], found: dict[str, Any] | None) -> dict[str, Any]:
    """Return what to do with the endpoint that was found: CREATE, UPDATE or RECREATE, and the request; config is the new configuration."""
    if found is None:
        return {"Action": "CREATE", "Request": create_request(build, parameters), "Previous": None}
    status = found["EndpointStatus"]
    if status in CHANGING:
        raise EndpointBusy(f"endpoint {found['EndpointName']} is {status}")
    if status == "Failed":
        # DeleteEndpoint is all that SageMaker allows on a failed endpoint.
        return {"Action": "RECREATE", "Request": create_request(build, parameters), "Previous": None}
    check_kind(build["Names"]["Endpoint"], is_serverless(found, "CurrentServerlessConfig"), is_serverless(config, "ServerlessConfig"))
    request = update_request(build, parameters)
    if names(config) != names(found):
        check_guardrails(parameters, names(found), names(config))
    if names(config) != names(found) or (is_serverless(config, "ServerlessConfig") and not guardrails(parameters)):
        del request["DeploymentConfig"]  # SageMaker guards instances behind variants of the same names; all at once is its own way, too
    return {"Action": "UPDATE", "Request": request, "Previous": found["EndpointConfigName"]}


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
