"""Application Auto Scaling of an endpoint's variants: what there is, what is made, what is ended."""

import functools
from collections.abc import Callable
from typing import Any

import boto3
from botocore.exceptions import ClientError

POLICY = "sagebuild"  # by this name of its policy a variant's scaling is known as the stack's own
DIMENSION = "sagemaker:variant:DesiredInstanceCount"
MOST_ASKED = 50


def scaled(endpoint: str, variants: list[str]) -> dict[str, bool]:
    """Return those of an endpoint's variants that scale, and whether the stack's own policy scales them."""
    found: dict[str, bool] = {}
    for start in range(0, len(variants), MOST_ASKED):
        ids = {resource(endpoint, name): name for name in variants[start : start + MOST_ASKED]}
        answer = client().describe_scalable_targets(ServiceNamespace="sagemaker", ResourceIds=[*ids], ScalableDimension=DIMENSION)
        for target in answer["ScalableTargets"]:
            found[ids[target["ResourceId"]]] = POLICY in policies(target["ResourceId"])
    return found


def policies(resource_id: str) -> list[str]:
    """Return the names of the policies of a scalable target."""
    pages = client().get_paginator("describe_scaling_policies").paginate(**one(resource_id))
    return [policy["PolicyName"] for page in pages for policy in page["ScalingPolicies"]]


def make(endpoint: str, target: dict[str, Any]) -> None:
    """Let a variant scale, or change how it does."""
    of = one(resource(endpoint, target["Variant"]))
    client().register_scalable_target(**of, MinCapacity=target["MinCapacity"], MaxCapacity=target["MaxCapacity"])
    client().put_scaling_policy(
        **of, PolicyName=POLICY, PolicyType="TargetTrackingScaling", TargetTrackingScalingPolicyConfiguration=target["Policy"]
    )


def end(endpoint: str, variant: str) -> None:
    """Take the stack's own policy from a variant; it scales on only by policies that others have made.

    Either is one call: a target that a crash has left without its policy would pass for another's.
    """
    of = one(resource(endpoint, variant))
    if any(name != POLICY for name in policies(of["ResourceId"])):
        gone_is_done(client().delete_scaling_policy, **of, PolicyName=POLICY)
    else:
        gone_is_done(client().deregister_scalable_target, **of)  # which deletes the policies of the target


def resource(endpoint: str, variant: str) -> str:
    """Return what Application Auto Scaling calls a variant."""
    return f"endpoint/{endpoint}/variant/{variant}"


def one(resource_id: str) -> dict[str, Any]:
    """Return the members that every call about a scalable target has."""
    return {"ServiceNamespace": "sagemaker", "ResourceId": resource_id, "ScalableDimension": DIMENSION}


def gone_is_done(call: Callable[..., Any], **request: Any) -> None:
    """Remove something that may be gone already."""
    try:
        call(**request)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ObjectNotFoundException":
            raise


@functools.cache
def client() -> Any:
    """Return the client of Application Auto Scaling of this process."""
    return boto3.client("application-autoscaling")
