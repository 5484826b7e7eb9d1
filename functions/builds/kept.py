"""What a version needs to serve again, as long as it is kept."""

from typing import Any

from builds import records
from endpoints import endpoint

VARIANTS = ("ProductionVariants", "ShadowProductionVariants")


class NotKept(Exception):
    """A version can no longer be served; the message says what of it is gone."""


def config(version: int) -> dict[str, Any]:
    """Return DescribeEndpointConfig's answer for a version, all of whose models are there; raise NotKept."""
    name = records.read(version).get("Names", {}).get("EndpointConfig")
    found = endpoint.describe_config(name) if name else None
    if found is None:
        raise NotKept(f"version {version} is no longer kept: its endpoint configuration {name} is gone")
    for model in models(found):
        if endpoint.describe_model(model) is None:
            raise NotKept(f"version {version} is no longer kept: its model {model} is gone")
    return found


def models(config: dict[str, Any]) -> list[str]:
    """Return the models that a configuration's variants serve; a variant for inference components has none of its own."""
    variants = [variant for kind in VARIANTS for variant in config.get(kind) or []]
    return list(dict.fromkeys(variant["ModelName"] for variant in variants if variant.get("ModelName")))
