"""The CreateEndpoint and UpdateEndpoint requests of a build."""

from typing import Any

from api import shapes
from api.rules import table
from document.merge import merge

# How long the alarms are looked at after the traffic has moved, where the document names alarms and no policy.
BAKE_SECONDS = 300


def defaults(alarms: bool) -> dict[str, Any]:
    """Return what an UpdateEndpoint request has by default.

    Without a DeploymentConfig on every UpdateEndpoint, SageMaker forgets the guardrails of the update before.
    """
    routing = {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": BAKE_SECONDS if alarms else 0}
    return {"DeploymentConfig": {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": routing}}}


def update_request(build: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the UpdateEndpoint request: the defaults, under the document's Endpoint."""
    given = parameters.get("Endpoint", {})
    asked = guardrails(parameters)
    # SageMaker takes one of the two policies, never both, and none where the one of the last update is kept.
    own = "RollingUpdatePolicy" in asked or (given.get("RetainDeploymentConfig") and not asked)
    merged = {**merge({} if own else defaults("AutoRollbackConfiguration" in asked), given), **target(build)}
    request = shapes.check("UpdateEndpoint", merged, "Endpoint")
    table.check("UpdateEndpoint", request, "Endpoint")
    return request


def create_request(build: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the CreateEndpoint request, tagged as the build's own."""
    marks = {**parameters.get("Tags", {}), "sagebuild:stack": build["Stack"]}
    tags = [{"Key": key, "Value": value} for key, value in marks.items()]
    return shapes.check("CreateEndpoint", {**target(build), "Tags": tags}, "Endpoint")


def restore_request(build: dict[str, Any], config: str, guarded: bool) -> dict[str, Any]:
    """Return the UpdateEndpoint request that brings a configuration back at once; guarded where SageMaker takes a policy for the update there."""
    return {**target(build), "EndpointConfigName": config, **(defaults(alarms=False) if guarded else {})}


def target(build: dict[str, Any]) -> dict[str, Any]:
    """Return the members that say which endpoint gets which configuration."""
    names = build["Names"]
    return {"EndpointName": names["Endpoint"], "EndpointConfigName": names["EndpointConfig"]}


def guardrails(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the DeploymentConfig that the document asks for, empty if it does not."""
    return parameters.get("Endpoint", {}).get("DeploymentConfig") or {}
