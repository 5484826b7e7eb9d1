"""The CreateEndpoint and UpdateEndpoint requests of a build."""

from typing import Any

from api import shapes
from api.rules import table
from document.merge import merge


class CannotUpdate(Exception):
    """SageMaker cannot move the endpoint to this configuration, or not in the way that the document asks for."""


# How long the alarms are looked at after each move of the traffic: CloudWatch gets SageMaker's metrics once a minute, and some minutes late.
BAKE_SECONDS = 300
ONE = {"Type": "INSTANCE_COUNT", "Value": 1}
# The weights are the document's; what autoscaling changes are the counts.
RETAINED = {"RetainAllVariantProperties": True, "ExcludeRetainedVariantProperties": [{"VariantPropertyType": "DesiredWeight"}]}


def update_request(
    build: dict[str, Any], parameters: dict[str, Any], alarms: tuple[str, ...] = (), instances: int = 1, scaled: bool = False
) -> dict[str, Any]:
    """Return the UpdateEndpoint request: the defaults, under the document's Endpoint.

    alarms are the stack's own, instances how many the smallest variant has, and scaled says whether Application Auto Scaling counts them.
    """
    given = {key: value for key, value in parameters.get("Endpoint", {}).items() if key != "Replace"}
    own = alarms if takes_own_alarms(parameters) else ()
    merged = {**merge({**(RETAINED if scaled else {}), **guarded(parameters, own, instances)}, given), **target(build)}
    if not merged.get("RetainAllVariantProperties"):
        merged.pop("ExcludeRetainedVariantProperties", None)
    request = shapes.check("UpdateEndpoint", merged, "Endpoint")
    table.check("UpdateEndpoint", request, "Endpoint")
    return request


def guarded(parameters: dict[str, Any], alarms: tuple[str, ...], instances: int) -> dict[str, Any]:
    """Return the DeploymentConfig that an update has by default, empty where the document keeps that of the last update.

    Without a DeploymentConfig on every UpdateEndpoint, SageMaker forgets the guardrails of the update before.
    """
    asked = guardrails(parameters)
    if parameters.get("Endpoint", {}).get("RetainDeploymentConfig") and not asked:
        return {}
    rollback = {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": name} for name in alarms]}} if alarms else {}
    if asked.get("RollingUpdatePolicy"):
        return {"DeploymentConfig": rollback}  # SageMaker takes one of the two policies, never both
    routing = default_routing(asked, bool(alarms or asked.get("AutoRollbackConfiguration")), instances)
    return {"DeploymentConfig": {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": routing}, **rollback}}


def default_routing(asked: dict[str, Any], watched: bool, instances: int) -> dict[str, Any]:
    """Return how the traffic moves: one instance first where there are several and alarms watch, else all at once."""
    wait = {"WaitIntervalInSeconds": BAKE_SECONDS if watched else 0}
    chosen = ((asked.get("BlueGreenUpdatePolicy") or {}).get("TrafficRoutingConfiguration") or {}).get("Type")
    # A canary is half of the instances at most.
    if watched and instances > 1 and not chosen:
        return {"Type": "CANARY", "CanarySize": ONE, **wait}
    return {"Type": "ALL_AT_ONCE", **wait}


def takes_own_alarms(parameters: dict[str, Any]) -> bool:
    """Return whether the stack's own alarms roll an update back: unless the document names others, or none."""
    given = parameters.get("Endpoint", {})
    asked = guardrails(parameters)
    retained = given.get("RetainDeploymentConfig") and not asked
    return not retained and given.get("DeploymentConfig", {}) is not None and "AutoRollbackConfiguration" not in asked


def create_request(build: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the CreateEndpoint request, tagged as the build's own."""
    marks = {**parameters.get("Tags", {}), "sagebuild:stack": build["Stack"]}
    tags = [{"Key": key, "Value": value} for key, value in marks.items()]
    return shapes.check("CreateEndpoint", {**target(build), "Tags": tags}, "Endpoint")


def restore_request(update: dict[str, Any], config: str) -> dict[str, Any]:
    """Return the UpdateEndpoint request that brings a configuration back at once; guarded where SageMaker takes a policy for the update there."""
    kept = {member: update[member] for member in ("EndpointName", *RETAINED) if member in update}
    return {**kept, "EndpointConfigName": config, **(guarded({}, (), 1) if "DeploymentConfig" in update else {})}


def target(build: dict[str, Any]) -> dict[str, Any]:
    """Return the members that say which endpoint gets which configuration."""
    names = build["Names"]
    return {"EndpointName": names["Endpoint"], "EndpointConfigName": names["EndpointConfig"]}


def guardrails(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the DeploymentConfig that the document asks for, empty if it does not."""
    return parameters.get("Endpoint", {}).get("DeploymentConfig") or {}
