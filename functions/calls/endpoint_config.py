"""The CreateEndpointConfig request of a build."""

from typing import Any

from calls import protection
from calls.protection import VARIANTS
from document.merge import merge, without_nulls


def endpoint_config_request(event: dict[str, Any]) -> dict[str, Any]:
    """Return the complete request: one variant with the new model, under the document's EndpointConfig."""
    names = event["Build"]["Names"]
    defaults = {
        "EndpointConfigName": names["EndpointConfig"],
        "ProductionVariants": [
            {"VariantName": "AllTraffic", "ModelName": names["Model"], "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        ],
    }
    given = event["Parameters"].get("EndpointConfig", {})
    protected = protection.endpoint_key(event["Resources"], merge(defaults, given))
    merged: dict[str, Any] = merge({**defaults, **protected}, given)
    request = {key: with_model(value, names["Model"]) if key in VARIANTS else value for key, value in merged.items()}
    hosts_components = any("ModelName" not in variant for variant in request.get("ProductionVariants") or [] if isinstance(variant, dict))
    return {**({"ExecutionRoleArn": event["Resources"]["ModelRoleArn"]} if hosts_components else {}), **request}


def with_model(variants: Any, model: str) -> Any:
    """Return variants that serve the new model, whose name nobody can write into the document beforehand.

    One with another ModelName keeps it; one whose ModelName is null has none: it is for inference components.
    """
    if not isinstance(variants, list):
        return variants
    return [without_nulls({"ModelName": model, **variant}) if isinstance(variant, dict) else variant for variant in variants]
