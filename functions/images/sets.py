"""The sets of images that AWS publishes: for a framework or a built-in algorithm, for training or inference, for a processor."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from images.instances import Instance, instance

FRAMEWORKS = ("AMAZON", "TENSORFLOW", "MXNET", "PYTORCH", "SKLEARN", "XGBOOST", "HUGGINGFACE")


class UnsupportedImage(ValueError):
    """AWS publishes no such image. The message names the key of the parameter document and lists what exists."""


@dataclass(frozen=True)
class ImageSet:
    """The images of one kind: what the SDK calls their framework, what they are for in words, and their part of the table."""

    name: str
    use: str
    machine: Instance
    aliases: dict[str, str]
    versions: dict[str, list[dict[str, Any]]]


@cache
def image_table() -> dict[str, Any]:
    """Return the table that tools/image_table.py writes and describes."""
    table: dict[str, Any] = json.loads((Path(__file__).parent / "table.json").read_text())
    return table


def image_set(framework: str, kind: str, instance_type: str | None, algorithm: str | None) -> ImageSet:
    """Return the images for Training or Inference on an instance, all versions."""
    name = set_name(framework, algorithm)
    machine = known_instance(instance_type)
    use = f"{kind} with {name if framework == 'AMAZON' else framework}"
    if machine.processor == "neuron":
        raise UnsupportedImage(f"instance type {machine.name}: there are no Neuron images here for {use}; choose a CPU or GPU instance.")
    on_graviton = machine.processor == "graviton"
    if on_graviton and (kind == "Training" or "Graviton" not in image_table()["Images"][name]):
        choices = "TENSORFLOW, PYTORCH, SKLEARN and XGBOOST"
        raise UnsupportedImage(f"instance type {machine.name}: AWS has no Graviton image for {use}, only for Inference with {choices}.")
    found = image_table()["Images"][name]["Graviton" if on_graviton else kind]
    return ImageSet(name, f"{use} on Graviton" if on_graviton else use, machine, found["Aliases"], found["Versions"])


def set_name(framework: str, algorithm: str | None) -> str:
    """Return the name of a framework or algorithm in the table, which is the SDK's."""
    if framework not in FRAMEWORKS:
        raise UnsupportedImage(f"Framework {framework}: AWS has no images for it; there is {', '.join(FRAMEWORKS)}.")
    if framework != "AMAZON":
        return framework.lower()
    algorithms: list[str] = image_table()["Algorithms"]
    if algorithm is None:
        raise UnsupportedImage(f"Algorithm is missing: the framework AMAZON needs one; there is {', '.join(algorithms)}.")
    if algorithm not in algorithms:
        raise refusal("Algorithm", algorithm, "the framework AMAZON", algorithms)
    return algorithm


def known_instance(instance_type: str | None) -> Instance:
    """Return what an instance type is; None is a serverless endpoint."""
    try:
        return instance(instance_type)
    except ValueError as malformed:
        raise UnsupportedImage(str(malformed)) from None


def refusal(key: str, value: str, use: str, choices: Iterable[str]) -> UnsupportedImage:
    """Return the error for a value that names no image."""
    return UnsupportedImage(f"{key} {value}: AWS has no such image for {use}; there is {', '.join(choices)}.")
