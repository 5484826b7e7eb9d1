"""What Application Auto Scaling is asked to do for an endpoint's variants, from the document's Autoscaling."""

import re
from typing import Any

from api import shapes
from document.merge import merge
from document.reading import InvalidParameters

INVOCATIONS = {"PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}}
COOLDOWNS = ("ScaleInCooldown", "ScaleOutCooldown")
METRICS = ("PredefinedMetricSpecification", "CustomizedMetricSpecification")
BURSTABLE = re.compile(r"ml\.t\d")


def targets(parameters: dict[str, Any], config: dict[str, Any]) -> list[dict[str, Any]]:
    """Return {"Variant", "MinCapacity", "MaxCapacity", "Policy"} of every variant that scales; raise InvalidParameters or InvalidRequest."""
    asked = parameters.get("Autoscaling") or {}
    own, common = asked.get("Variants") or {}, {key: value for key, value in asked.items() if key != "Variants"}
    variants = {variant["VariantName"]: variant for variant in config["ProductionVariants"]}
    for name in own:
        if name not in variants:
            raise InvalidParameters(
                f"Autoscaling.Variants.{name}: expected a production variant of the endpoint, which are {', '.join(variants)}"
            )
    scaled = [name for name in variants if own.get(name, common or None) is not None]
    return [target(variants[name], merge(common, own.get(name, {})), place(name, own), "AsyncInferenceConfig" in config) for name in scaled]


def plan(endpoint: str, parameters: dict[str, Any], config: dict[str, Any]) -> dict[str, Any] | None:
    """Return what is to scale once the endpoint serves, None for nothing."""
    wanted = targets(parameters, config)
    return {"Endpoint": endpoint, "Targets": wanted} if wanted else None


def place(variant: str, own: dict[str, Any]) -> str:
    """Return what messages call the settings of a variant."""
    return f"Autoscaling.Variants.{variant}" if variant in own else "Autoscaling"


def target(variant: dict[str, Any], given: dict[str, Any], path: str, asynchronous: bool) -> dict[str, Any]:
    """Return what one variant is to have."""
    check_variant(variant, path)
    least, most = given.get("MinCapacity", 1), given.get("MaxCapacity")
    if most is None:
        raise InvalidParameters(f"{path}.MaxCapacity: required, the most instances that variant {variant['VariantName']} may have")
    if least < (0 if asynchronous else 1):
        raise InvalidParameters(f"{path}.MinCapacity: expected at least 1, got {least}; only an asynchronous endpoint may have no instance")
    if most < least:
        raise InvalidParameters(f"{path}.MaxCapacity: expected at least {least}, got {most}")
    return {"Variant": variant["VariantName"], "MinCapacity": least, "MaxCapacity": most, "Policy": policy(given, path, asynchronous)}


def check_variant(variant: dict[str, Any], path: str) -> None:
    """Raise InvalidParameters for a variant whose instances Application Auto Scaling does not count."""
    name, kind = variant["VariantName"], variant.get("InstanceType", "")
    if "ServerlessConfig" in variant:
        raise InvalidParameters(f"{path}: variant {name} is serverless, SageMaker scales it by itself")
    if "ManagedInstanceScaling" in variant:
        raise InvalidParameters(f"{path}: variant {name} has ManagedInstanceScaling, which counts its instances already")
    if "ModelName" not in variant:
        raise InvalidParameters(f"{path}: variant {name} is for inference components; give it ManagedInstanceScaling instead")
    if BURSTABLE.match(kind):
        raise InvalidParameters(f"{path}: variant {name} has instance type {kind}, and burstable instances are not scaled")


def policy(given: dict[str, Any], path: str, asynchronous: bool) -> dict[str, Any]:
    """Return a variant's TargetTrackingScalingPolicyConfiguration."""
    tracking, invocations = given.get("TargetTracking"), given.get("InvocationsPerInstance")
    if (tracking is None) == (invocations is None):
        raise InvalidParameters(f"{path}: expected either InvocationsPerInstance or TargetTracking")
    if invocations is not None and asynchronous:
        raise InvalidParameters(
            f"{path}.InvocationsPerInstance: SageMaker does not count them at an asynchronous endpoint; use TargetTracking"
        )
    if invocations is not None and invocations <= 0:
        raise InvalidParameters(f"{path}.InvocationsPerInstance: expected more than 0 a minute, got {invocations}")
    wanted = tracking if tracking is not None else {"TargetValue": invocations, **INVOCATIONS}
    cooldowns = {key: given[key] for key in COOLDOWNS if key in given}
    checked = shapes.check("TargetTracking", {**wanted, **cooldowns}, f"{path}.TargetTracking")
    if len([metric for metric in METRICS if metric in checked]) != 1:
        raise InvalidParameters(f"{path}.TargetTracking: expected exactly one of {' and '.join(METRICS)}")
    return checked
