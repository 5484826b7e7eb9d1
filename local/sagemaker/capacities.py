"""How many instances an endpoint's variants have and which weights: changed by themselves, and kept through an update that asks for it."""

import time
from typing import Any

from local.autoscaling import targets
from local.gateway.protocol import ServiceError
from local.sagemaker.deployment import ENDPOINTS, background, move
from local.sagemaker.models import CONFIGS
from local.sagemaker.records import Record

CHANGE_SECONDS = 0.2
RETAINED = {
    "DesiredInstanceCount": ("CurrentInstanceCount", "DesiredInstanceCount"),
    "DesiredWeight": ("CurrentWeight", "DesiredWeight"),
}


def update(request: Record) -> Record:
    """Answer UpdateEndpointWeightsAndCapacities."""
    record = ENDPOINTS.get(request["EndpointName"])
    if record["EndpointStatus"] != "InService":
        raise ServiceError("ValidationException", f'Cannot update in-progress endpoint "{record["EndpointArn"]}".')
    known = [variant["VariantName"] for variant in record["ProductionVariants"]]
    for asked in request["DesiredWeightsAndCapacities"]:
        if asked["VariantName"] not in known:
            raise ServiceError("ValidationException", f"Variant {asked['VariantName']} not found for endpoint {record['EndpointName']}.")
    change(record, request["DesiredWeightsAndCapacities"])
    return {"EndpointArn": record["EndpointArn"]}


def change(record: Record, asked: list[dict[str, Any]]) -> None:
    """Bring variants to other weights and counts; meanwhile the endpoint is Updating. One process serves for all instances of a variant."""
    move(record, "Updating")
    background(finish, record, {entry["VariantName"]: entry for entry in asked})


def finish(record: Record, asked: dict[str, dict[str, Any]]) -> None:
    """End a change of weights and counts."""
    time.sleep(CHANGE_SECONDS)
    for variant in record["ProductionVariants"]:
        entry = asked.get(variant["VariantName"], {})
        for member, names in RETAINED.items():
            if member in entry:
                variant.update(dict.fromkeys(names, entry[member]))
    move(record, "InService")


def retain(request: Record, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the new variants with what an update retains of those that had the same names."""
    if not request.get("RetainAllVariantProperties"):
        return new
    excluded = [entry["VariantPropertyType"] for entry in request.get("ExcludeRetainedVariantProperties", [])]
    kept = [name for member, names in RETAINED.items() if member not in excluded for name in names]
    before = {variant["VariantName"]: variant for variant in old}
    return [{**variant, **only(before.get(variant["VariantName"], {}), kept, variant)} for variant in new]


def only(before: dict[str, Any], kept: list[str], variant: dict[str, Any]) -> dict[str, Any]:
    """Return the members of an old variant that the new one keeps and can have."""
    return {name: before[name] for name in kept if name in before and name in variant}


def check_scaling(record: Record, config: Record) -> None:
    """Refuse an update that takes a variant away that scales, or changes its instance type."""
    old, new = types(CONFIGS.all.get(record["EndpointConfigName"], {})), types(config)
    for of in targets.of_endpoint(record["EndpointName"]):
        name = of.rsplit("/", 1)[-1]
        if new.get(name) is None or new[name] != old.get(name):
            words = (
                "must be deregistered as scalable targets with AutoScaling before they can be removed or have their instance type updated."
            )
            raise ServiceError("ValidationException", f"The variant(s) {name} {words}")


def types(config: Record) -> dict[str, str]:
    """Return the instance types of a configuration's variants."""
    return {variant["VariantName"]: variant.get("InstanceType", "") for variant in config.get("ProductionVariants", [])}


OPERATIONS: dict[str, Any] = {"UpdateEndpointWeightsAndCapacities": update}
