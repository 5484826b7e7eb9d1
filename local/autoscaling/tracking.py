"""Policies of target tracking: two alarms each, one that adds instances and one that takes them away.

https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
"""

import math
import statistics
import time
import uuid
from datetime import UTC, datetime
from typing import Any

from ministack.services import cloudwatch

from local.autoscaling.targets import DIMENSION, NAMESPACE, Policy, policies
from local.gateway import pace
from local.gateway.protocol import ServiceError
from local.gateway.state import arn
from local.sagemaker import invocation_metrics

METRIC, PREDEFINED = "InvocationsPerInstance", "SageMakerVariantInvocationsPerInstance"
COOLDOWN_SECONDS = 300
MINUTE = 60
# Three minutes above the target add instances, fifteen well below it take some away.
HIGH = {"EvaluationPeriods": 3, "ComparisonOperator": "GreaterThanThreshold"}
LOW = {"EvaluationPeriods": 15, "ComparisonOperator": "LessThanThreshold"}
WELL_BELOW = 0.9
STATISTICS: dict[str, Any] = {"Average": statistics.fmean, "Minimum": min, "Maximum": max, "SampleCount": len, "Sum": sum}


def policy(of: str, request: dict[str, Any]) -> Policy:
    """Make or change a policy of a target."""
    config = request.get("TargetTrackingScalingPolicyConfiguration")
    if request.get("PolicyType") != "TargetTrackingScaling" or not config:
        raise ServiceError("ValidationException", "The local AWS knows policies of type TargetTrackingScaling only.")
    key, measured = (of, request["PolicyName"]), metric(of, config)
    others = [made for (resource, name), made in policies.items() if resource == of and name != key[1]]
    if measured in [metric(of, other["TargetTrackingScalingPolicyConfiguration"]) for other in others]:
        raise ServiceError("ValidationException", "Only one TargetTrackingScaling policy for a given metric specification is allowed.")
    made = policies.get(key) or {
        "PolicyARN": arn("autoscaling", f"scalingPolicy:{uuid.uuid4()}:resource/{NAMESPACE}/{of}:policyName/{key[1]}"),
        "CreationTime": datetime.now(UTC),
        "Alarms": [],
    }
    policies[key] = made | {name: value for name, value in request.items() if name != "Alarms"} | {"ScalableDimension": DIMENSION}
    policies[key]["Alarms"] = [alarm(policies[key], "AlarmHigh"), alarm(policies[key], "AlarmLow")]
    return policies[key]


def metric(of: str, config: dict[str, Any]) -> dict[str, Any]:
    """Return the metric that a policy of a target tracks, as an alarm names it."""
    own = config.get("CustomizedMetricSpecification")
    if own:
        if "Metrics" in own:
            raise ServiceError("ValidationException", "The local AWS tracks metrics, not what is computed from them.")
        return {"Dimensions": [], **{name: own[name] for name in ("Namespace", "MetricName", "Dimensions", "Statistic") if name in own}}
    if config.get("PredefinedMetricSpecification", {}).get("PredefinedMetricType") != PREDEFINED:
        raise ServiceError("ValidationException", f"Of the predefined metrics the local AWS tracks {PREDEFINED} only.")
    _, endpoint, _, variant = of.split("/")
    dimensions = [{"Name": "EndpointName", "Value": endpoint}, {"Name": "VariantName", "Value": variant}]
    return {"Namespace": invocation_metrics.NAMESPACE, "MetricName": METRIC, "Dimensions": dimensions, "Statistic": "Sum"}


def alarm(made: Policy, kind: str) -> dict[str, str]:
    """Make or change one of a policy's alarms."""
    known = {entry["AlarmName"] for entry in made["Alarms"] if f"-{kind}-" in entry["AlarmName"]}
    name = next(iter(known), f"TargetTracking-{made['ResourceId']}-{kind}-{uuid.uuid4()}")
    target = made["TargetTrackingScalingPolicyConfiguration"]["TargetValue"]
    more = {**HIGH, "Threshold": target} if kind == "AlarmHigh" else {**LOW, "Threshold": target * WELL_BELOW}
    about: dict[str, Any] = {"AlarmName": name, "AlarmArn": arn("cloudwatch", f"alarm:{name}"), "AlarmActions": [made["PolicyARN"]]}
    old = cloudwatch._alarms.get(name) or {"StateValue": "INSUFFICIENT_DATA", "StateReason": "Unchecked: Initial alarm creation"}
    measured = {**metric(made["ResourceId"], made["TargetTrackingScalingPolicyConfiguration"]), "Period": MINUTE}
    cloudwatch._alarms[name] = {**old, **about, **measured, **more, "ActionsEnabled": True, "StateUpdatedTimestamp": int(time.time())}
    return {"AlarmName": name, "AlarmARN": about["AlarmArn"]}


def state(made: Policy, kind: str) -> str:
    """Return the state of one of a policy's alarms."""
    name = next(entry["AlarmName"] for entry in made["Alarms"] if f"-{kind}-" in entry["AlarmName"])
    return str((cloudwatch._alarms.get(name) or {}).get("StateValue", ""))


def load(made: Policy, now: float) -> float:
    """Return what a policy's metric was in the last minute, 0 where nothing was measured."""
    of = metric(made["ResourceId"], made["TargetTrackingScalingPolicyConfiguration"])
    dimensions = cloudwatch._dims_key({entry["Name"]: entry["Value"] for entry in of["Dimensions"]})
    found = cloudwatch._metrics.get((of["Namespace"], of["MetricName"], dimensions)) or []
    values = [float(point["Value"]) for point in found if point["Timestamp"] >= now - pace.hosting(MINUTE)]
    return float(STATISTICS[of["Statistic"]](values)) if values else 0.0


def wanted(made: Policy, target: dict[str, Any], count: int, per_instance: float) -> int | None:
    """Return to how many instances a variant should go, None if it should stay."""
    asked = math.ceil(count * per_instance / made["TargetTrackingScalingPolicyConfiguration"]["TargetValue"])
    least, most = target["MinCapacity"], target["MaxCapacity"]
    if not least <= count <= most:
        return int(min(max(count, least), most))
    if state(made, "AlarmHigh") == "ALARM":
        more = min(max(asked, count + 1), most)
        return more if more > count else None
    if state(made, "AlarmLow") == "ALARM":
        fewer = max(min(asked, count - 1), least)
        return fewer if fewer < count else None
    return None
