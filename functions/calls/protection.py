"""The key and the network of the stack, where it has them: defaults of every request, over which the document has its own."""

from typing import Any

from api.rules.rule import has_own_disk

FLEETS = ("InstanceGroups", "InstancePreferences", "InstancePools")  # which name instance types one by one
VARIANTS = ("ProductionVariants", "ShadowProductionVariants")


def key(resources: dict[str, Any], member: str = "KmsKeyId") -> dict[str, Any]:
    """Return the stack's key as a member of a request, nothing without one."""
    return {member: resources["KmsKeyArn"]} if resources.get("KmsKeyArn") else {}


def volume_key(resources: dict[str, Any], cluster: Any) -> dict[str, Any]:
    """Return the key of the volumes of a job's instances; disks of their own take none, and are encrypted by themselves."""
    return {} if any(map(own_disk, machines([cluster]))) else key(resources, "VolumeKmsKeyId")


def endpoint_key(resources: dict[str, Any], config: dict[str, Any]) -> dict[str, Any]:
    """Return the key of the volumes of an endpoint's instances; a serverless one has none."""
    found = machines([variant for kind in VARIANTS for variant in listed(config.get(kind))])
    return {} if is_serverless(config) or any(map(own_disk, found)) else key(resources)


def network(resources: dict[str, Any]) -> dict[str, Any]:
    """Return the stack's subnets and security groups as a VpcConfig, nothing without them."""
    return {"VpcConfig": resources["VpcConfig"]} if resources.get("VpcConfig") else {}


def is_serverless(config: Any) -> bool:
    """Return whether a document's EndpointConfig has a serverless variant, which is in nobody's network."""
    variants = listed(config.get("ProductionVariants")) if isinstance(config, dict) else []
    return any(isinstance(variant, dict) and variant.get("ServerlessConfig") for variant in variants)


def machines(holders: list[Any]) -> list[dict[str, Any]]:
    """Return what names instance types: some parts of a request, and what these list; what is malformed is refused elsewhere."""
    found = [holder for holder in holders if isinstance(holder, dict)]
    return [*found, *(entry for holder in found for name in FLEETS for entry in listed(holder.get(name)) if isinstance(entry, dict))]


def listed(value: Any) -> list[Any]:
    """Return a list, an empty one for anything else."""
    return value if isinstance(value, list) else []


def own_disk(machine: dict[str, Any]) -> bool:
    """Return whether the instance type of a machine has a disk of its own."""
    found = machine.get("InstanceType")
    return isinstance(found, str) and found.count(".") > 1 and has_own_disk(found)
