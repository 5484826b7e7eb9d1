"""What an update is guarded by, and what has to end before it, seen from the endpoint as it is."""

from typing import Any

from calls.alarms import alarm_requests
from calls.deployment import CannotUpdate, takes_own_alarms
from calls.scaling import targets

Scaled = dict[str, bool]


def own_alarms(build: dict[str, Any], parameters: dict[str, Any], config: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the PutMetricAlarm requests of a configuration, none where the document names other alarms or switches them off."""
    return alarm_requests(build, config) if takes_own_alarms(parameters) else []


def of_update(
    build: dict[str, Any], parameters: dict[str, Any], config: dict[str, Any], found: dict[str, Any], scaled: Scaled
) -> dict[str, Any]:
    """Return {"alarms", "instances", "scaled"} of an update of the endpoint that was found."""
    stay = staying(parameters, config, scaled)
    names = tuple(request["AlarmName"] for request in own_alarms(build, parameters, config))
    return {"alarms": names, "instances": smallest(config, found, bool(stay)), "scaled": bool(stay)}


def staying(parameters: dict[str, Any], config: dict[str, Any], scaled: Scaled) -> list[str]:
    """Return the variants that scale before and after an update: by the document, or by policies that others have made."""
    wanted = [target["Variant"] for target in targets(parameters, config)]
    present = [variant["VariantName"] for variant in config["ProductionVariants"]]
    return [name for name, own in scaled.items() if name in present and (not own or name in wanted)]


def smallest(config: dict[str, Any], found: dict[str, Any], retained: bool) -> int:
    """Return how many instances the smallest variant of an update will have."""
    now = {variant["VariantName"]: variant.get("DesiredInstanceCount") for variant in found.get("ProductionVariants", [])}
    counts = [
        (now.get(variant["VariantName"]) if retained else None) or variant.get("InitialInstanceCount", 1)
        for variant in config["ProductionVariants"]
    ]
    return int(min(counts))


def alarms_of(request: dict[str, Any]) -> list[str]:
    """Return the names of the alarms that roll an update back."""
    rollback = request.get("DeploymentConfig", {}).get("AutoRollbackConfiguration", {})
    return [alarm["AlarmName"] for alarm in rollback.get("Alarms", [])]


def ending(endpoint: str, parameters: dict[str, Any], scaled: Scaled, old: dict[str, Any], config: dict[str, Any]) -> list[str]:
    """Return the variants whose scaling has to end before an update: SageMaker refuses it otherwise, or the document has it no longer.

    old is the configuration that serves.
    """
    before, after = types(old), types(config)
    refused = [name for name in scaled if after.get(name) is None or after[name] != before.get(name)]
    for name in refused:
        if not scaled[name]:
            raise CannotUpdate(
                f"EndpointConfig.ProductionVariants: variant {name} of endpoint {endpoint} scales by a policy that this stack has not made, and SageMaker "
                f"neither removes such a variant nor changes its instance type; deregister the scalable target endpoint/{endpoint}/variant/{name} first"
            )
    wanted = [target["Variant"] for target in targets(parameters, config)]
    return [name for name, own in scaled.items() if own and (name in refused or name not in wanted)]


def types(config: dict[str, Any]) -> dict[str, str]:
    """Return the instance types of a configuration's variants."""
    return {
        variant["VariantName"]: variant["InstanceType"] for variant in config.get("ProductionVariants", []) if "InstanceType" in variant
    }


def check_calm(ringing: list[str]) -> None:
    """Raise CannotUpdate for alarms of the document's that are in state ALARM before an update."""
    if ringing:
        raise CannotUpdate(
            f"Endpoint.DeploymentConfig.AutoRollbackConfiguration: alarm {ringing[0]} is in state ALARM already, so SageMaker would roll any update back; "
            "launch again when it is calm, or with AutoRollbackConfiguration: null to update without alarms"
        )
