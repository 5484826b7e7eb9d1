"""The scalable targets and policies that there are; SageMaker asks about them when an endpoint is updated or deleted."""

from collections.abc import Iterator
from typing import Any

from ministack.services import cloudwatch

from local.iam import authorization

NAMESPACE, DIMENSION = "sagemaker", "sagemaker:variant:DesiredInstanceCount"
ABOUT = {"application-autoscaling:service-namespace": NAMESPACE}
Target = dict[str, Any]
Policy = dict[str, Any]
registered: dict[str, Target] = {}  # by the id of the resource, such as endpoint/churn/variant/AllTraffic
policies: dict[tuple[str, str], Policy] = {}  # by resource and name


def resource(endpoint: str, variant: str) -> str:
    """Return what a variant is called here."""
    return f"endpoint/{endpoint}/variant/{variant}"


def of_endpoint(name: str) -> Iterator[str]:
    """Yield the ids of the targets that are variants of an endpoint."""
    yield from [key for key in registered if key.startswith(resource(name, ""))]


def policies_of(resource_id: str) -> list[Policy]:
    """Return the policies of a target."""
    return [policy for (of, _), policy in policies.items() if of == resource_id]


def forget_policy(resource_id: str, name: str) -> None:
    """Forget a policy with its alarms."""
    for alarm in policies.pop((resource_id, name))["Alarms"]:
        cloudwatch._alarms.pop(alarm["AlarmName"], None)


def forget_target(resource_id: str) -> None:
    """Forget a target with its policies."""
    for policy in policies_of(resource_id):
        forget_policy(resource_id, policy["PolicyName"])
    del registered[resource_id]


def forget_endpoint(name: str) -> None:
    """Forget an endpoint's targets, as SageMaker does when the endpoint is deleted."""
    for key in of_endpoint(name):
        forget_target(key)


def needed_to_delete(request: dict[str, Any]) -> list[authorization.Needed]:
    """Return what deleting an endpoint takes besides sagemaker:DeleteEndpoint."""
    found = [registered[key]["ScalableTargetARN"] for key in of_endpoint(request.get("EndpointName", ""))]
    return [("application-autoscaling:DeregisterScalableTarget", target, ABOUT) for target in found]
