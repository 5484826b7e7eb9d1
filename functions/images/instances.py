"""What an instance type says about the images that run on it."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Instance:
    """An instance type as a sentence names it, its family such as c7g, and its processor: cpu, gpu, graviton or neuron."""

    name: str
    family: str
    processor: str


SERVERLESS = Instance("serverless", "", "cpu")


def instance(instance_type: str | None) -> Instance:
    """Return what an instance type is; None is a serverless endpoint.

    Raises:
        ValueError: it is not written as SageMaker writes instance types.
    """
    if instance_type is None:
        return SERVERLESS
    found = re.fullmatch(r"ml\.([a-z][a-z0-9-]+)\.\w+", instance_type)
    if not found:
        raise ValueError(f"instance type {instance_type} is not one of SageMaker's; expected ml.<family>.<size>, such as ml.m5.large.")
    return Instance(instance_type, found[1], processor(found[1]))


def processor(family: str) -> str:
    """Return the processor of a family, from how AWS names families: letters, a generation, and g behind it for Graviton."""
    if family.startswith(("inf", "trn")):
        return "neuron"
    if family.startswith(("g", "p")):
        return "gpu"
    return "graviton" if re.match(r"[a-z]+\d+g", family) else "cpu"
