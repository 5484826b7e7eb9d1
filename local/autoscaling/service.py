"""Application Auto Scaling's operations, for the instances of SageMaker's variants and policies of target tracking.

https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling.html
"""

import uuid
from datetime import UTC, datetime
from typing import Any

from local.autoscaling import rights, targets, tracking
from local.autoscaling.targets import DIMENSION, NAMESPACE
from local.gateway.protocol import JsonService, ServiceError
from local.gateway.protocol import register as register_service
from local.gateway.state import arn
from local.iam import authorization
from local.sagemaker.deployment import ENDPOINTS

Request = dict[str, Any]


def register() -> None:
    """Make it part of the local AWS."""
    register_service(JsonService("application-autoscaling", "AnyScaleFrontendService", OPERATIONS))
    authorization.arns["application-autoscaling"] = rights.target_arn
    authorization.also |= {
        "DeleteEndpoint": targets.needed_to_delete,
        "RegisterScalableTarget": rights.needed_to_register,
        "PutScalingPolicy": rights.needed_to_track,
        "DeleteScalingPolicy": rights.needed_to_end,
        "DeregisterScalableTarget": rights.needed_to_end,
    }


def keep(request: Request) -> Request:
    """Answer RegisterScalableTarget."""
    of = request["ResourceId"]
    if (request["ServiceNamespace"], request["ScalableDimension"]) != (NAMESPACE, DIMENSION):
        raise ServiceError("ValidationException", f"The local AWS scales {DIMENSION} only.")
    if of not in variants():
        words = f"No scalable resource found for service namespace: {NAMESPACE}, resource ID: {of}, scalable dimension: {DIMENSION}"
        raise ServiceError("ValidationException", words)
    made = targets.registered.get(of) or {
        "ScalableTargetARN": arn("application-autoscaling", f"scalable-target/{uuid.uuid4().hex}"),
        "CreationTime": datetime.now(UTC),
        "RoleARN": rights.ROLE,
    }
    changed = made | {name: value for name, value in request.items() if name not in ("Tags", "RoleARN")}
    if "MinCapacity" not in changed or "MaxCapacity" not in changed:
        raise ServiceError("ValidationException", "MinCapacity and MaxCapacity are required to register a new scalable target")
    if changed["MinCapacity"] > changed["MaxCapacity"]:
        raise ServiceError("ValidationException", "Maximum capacity cannot be less than minimum capacity")
    targets.registered[of] = changed
    return {"ScalableTargetARN": made["ScalableTargetARN"]}


def variants() -> list[str]:
    """Return the ids of all variants that have instances."""
    found = [(name, variant) for name, endpoint in ENDPOINTS.all.items() for variant in endpoint["ProductionVariants"]]
    return [targets.resource(name, variant["VariantName"]) for name, variant in found if "CurrentInstanceCount" in variant]


def describe(request: Request) -> Request:
    """Answer DescribeScalableTargets."""
    wanted = request.get("ResourceIds")
    return {"ScalableTargets": [target for of, target in targets.registered.items() if not wanted or of in wanted]}


def known(request: Request) -> str:
    """Return the id of the target that a request is about, which has to be there."""
    of = str(request["ResourceId"])
    if of not in targets.registered:
        raise ServiceError(
            "ObjectNotFoundException", f"No scalable target registered for service namespace: {NAMESPACE}, resource ID: {of}"
        )
    return of


def forget(request: Request) -> Request:
    """Answer DeregisterScalableTarget."""
    targets.forget_target(known(request))
    return {}


def put_policy(request: Request) -> Request:
    """Answer PutScalingPolicy."""
    policy = tracking.policy(known(request), request)
    return {"PolicyARN": policy["PolicyARN"], "Alarms": policy["Alarms"]}


def describe_policies(request: Request) -> Request:
    """Answer DescribeScalingPolicies."""
    of, names = request.get("ResourceId"), request.get("PolicyNames")
    found = [
        policy for (resource_id, name), policy in targets.policies.items() if of in (None, resource_id) and (not names or name in names)
    ]
    return {"ScalingPolicies": found}


def delete_policy(request: Request) -> Request:
    """Answer DeleteScalingPolicy."""
    key = request["ResourceId"], request["PolicyName"]
    if key not in targets.policies:
        raise ServiceError("ObjectNotFoundException", f"No scaling policy found for resource ID: {key[0]}, policy name: {key[1]}")
    targets.forget_policy(*key)
    return {}


OPERATIONS: dict[str, Any] = {
    "RegisterScalableTarget": keep,
    "DescribeScalableTargets": describe,
    "DeregisterScalableTarget": forget,
    "PutScalingPolicy": put_policy,
    "DescribeScalingPolicies": describe_policies,
    "DeleteScalingPolicy": delete_policy,
}
