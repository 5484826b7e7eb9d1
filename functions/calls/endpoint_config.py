"""The CreateEndpointConfig request of a build."""

from typing import Any

from document.merge import merge

VARIANTS = ("ProductionVariants", "ShadowProductionVariants")


def endpoint_config_request(event: dict[str, Any]) -> dict[str, Any]:
    """Return the complete request: one variant with the new model, under the document's EndpointConfig."""
    names = event["Build"]["Names"]
    defaults = {
        "EndpointConfigName": names["EndpointConfig"],
        "ProductionVariants": [
            {"VariantName": "AllTraffic", "ModelName": names["Model"], "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        ],
    }
    request: dict[str, Any] = merge(defaults, event["Parameters"].get("EndpointConfig", {}))
    return {key: with_model(value, names["Model"]) if key in VARIANTS else value for key, value in request.items()}


def with_model(variants: Any, model: str) -> Any:
    """Return variants of which each has a model: nobody can write the new one's name into the document beforehand."""
    if not isinstance(variants, list):
        return variants
    return [{"ModelName": model, **variant} if isinstance(variant, dict) else variant for variant in variants]
