"""How a configuration gets to the endpoint."""

from typing import Any

import api_model
from endpoint import CHANGING
from merge import merge

# Without a DeploymentConfig on every UpdateEndpoint, SageMaker forgets the guardrails of the update before.
DEFAULTS = {
    "DeploymentConfig": {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 0}}}
}


class EndpointBusy(Exception):
    """The endpoint is being changed; the state machine asks again later."""


def update_request(build: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the UpdateEndpoint request: the defaults, under the document's Endpoint."""
    given = parameters.get("Endpoint", {})
    rolling = "RollingUpdatePolicy" in (given.get("DeploymentConfig") or {})
    # SageMaker takes one of the two policies, never both.
    merged = {**merge({} if rolling else DEFAULTS, given), **target(build)}
    return api_model.check("UpdateEndpoint", merged, "Endpoint")


def create_request(build: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the CreateEndpoint request, tagged as the build's own."""
    marks = {**parameters.get("Tags", {}), "sagebuild:stack": build["Stack"]}
    tags = [{"Key": key, "Value": value} for key, value in marks.items()]
    return api_model.check("CreateEndpoint", {**target(build), "Tags": tags}, "Endpoint")


def target(build: dict[str, Any]) -> dict[str, Any]:
    names = build["Names"]
    return {"EndpointName": names["Endpoint"], "EndpointConfigName": names["EndpointConfig"]}


def plan(build: dict[str, Any], parameters: dict[str, Any], found: dict[str, Any] | None) -> dict[str, Any]:
    """Return what to do with the endpoint that was found: CREATE, UPDATE or RECREATE, and the request."""
    if found is None:
        return {"Action": "CREATE", "Request": create_request(build, parameters), "Previous": None}
    status = found["EndpointStatus"]
    if status in CHANGING:
        raise EndpointBusy(f"endpoint {found['EndpointName']} is {status}")
    if status == "Failed":
        # DeleteEndpoint is all that SageMaker allows on a failed endpoint.
        return {"Action": "RECREATE", "Request": create_request(build, parameters), "Previous": None}
    return {"Action": "UPDATE", "Request": update_request(build, parameters), "Previous": found["EndpointConfigName"]}
