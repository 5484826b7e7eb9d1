"""Application Auto Scaling, as far as deleting an endpoint asks about it: scalable targets of SageMaker are kept, and nothing scales.

Known: RegisterScalableTarget, DescribeScalableTargets and DeregisterScalableTarget.
https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-delete.html
"""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from local.gateway.protocol import JsonService, ServiceError
from local.gateway.protocol import register as register_service
from local.gateway.state import arn
from local.iam import authorization

NAMESPACE = "sagemaker"
Target = dict[str, Any]
targets: dict[tuple[str, str], Target] = {}


def register() -> None:
    """Make it part of the local AWS; whoever deletes an endpoint that scales needs the permission to end that."""
    operations = {"RegisterScalableTarget": keep, "DescribeScalableTargets": describe, "DeregisterScalableTarget": forget}
    register_service(JsonService("application-autoscaling", "AnyScaleFrontendService", operations))
    authorization.also["DeleteEndpoint"] = needed_to_delete


def keep(request: dict[str, Any]) -> dict[str, Any]:
    """Answer RegisterScalableTarget."""
    if request["ServiceNamespace"] != NAMESPACE:
        raise ServiceError("ValidationException", f"Unsupported service namespace in the local AWS: {request['ServiceNamespace']}")
    key = request["ResourceId"], request["ScalableDimension"]
    made = targets.get(key) or {
        "ScalableTargetARN": arn("application-autoscaling", f"scalable-target/{uuid.uuid4().hex}"),
        "CreationTime": datetime.now(UTC),
    }
    targets[key] = made | {name: value for name, value in request.items() if name != "Tags"}
    return {"ScalableTargetARN": made["ScalableTargetARN"]}


def describe(request: dict[str, Any]) -> dict[str, Any]:
    """Answer DescribeScalableTargets."""
    wanted = request.get("ResourceIds")
    return {"ScalableTargets": [target for (resource, _), target in targets.items() if not wanted or resource in wanted]}


def forget(request: dict[str, Any]) -> dict[str, Any]:
    """Answer DeregisterScalableTarget."""
    if not targets.pop((request["ResourceId"], request["ScalableDimension"]), None):
        raise ServiceError("ObjectNotFoundException", f"No scalable target registered for resource ID: {request['ResourceId']}")
    return {}


def of_endpoint(name: str) -> Iterator[tuple[str, str]]:
    """Yield the keys of the targets that are variants of an endpoint."""
    yield from [key for key in targets if key[0].startswith(f"endpoint/{name}/variant/")]


def forget_endpoint(name: str) -> None:
    """Forget an endpoint's targets, as SageMaker does when the endpoint is deleted."""
    for key in of_endpoint(name):
        del targets[key]


def needed_to_delete(request: dict[str, Any]) -> list[authorization.Needed]:
    """Return what deleting an endpoint takes besides sagemaker:DeleteEndpoint."""
    about = {"application-autoscaling:service-namespace": NAMESPACE}
    found = [targets[key]["ScalableTargetARN"] for key in of_endpoint(request.get("EndpointName", ""))]
    return [("application-autoscaling:DeregisterScalableTarget", target, about) for target in found]
