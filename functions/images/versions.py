"""Which image of a set the versions name, and which is the newest where they name none."""

import re
from dataclasses import dataclass
from typing import Any

from images.sets import ImageSet, refusal

Variant = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """One image: its variant in the table, and what its tag spells out; python and base are None where it spells none."""

    variant: Variant
    version: str
    python: str | None
    base: str | None


def choose(images: ImageSet, version: str | None, python: str | None, base: str | None) -> Choice:
    """Return the image of a version, a Python and a base framework; where one is not named, the newest (of bases: PyTorch)."""
    version = version or max(images.versions, key=order)
    variants = of_version(images, version)
    use = f"{images.use} {version}"
    if "Bases" in variants[0]:
        variants, base = of_base(variants, base, use)
    else:
        base = None
    variant, tagged_python = of_python(variants, python, use)
    return Choice(variant, version, tagged_python, base)


def of_version(images: ImageSet, version: str) -> list[Variant]:
    """Return the variants of a full or short version."""
    full = images.aliases.get(version, version)
    if full not in images.versions:
        raise refusal("FrameworkVersion", version, images.use, sorted(images.versions, key=order, reverse=True))
    return images.versions[full]


def of_base(variants: list[Variant], base: str | None, use: str) -> tuple[list[Variant], str]:
    """Return the variants on a base framework, and its name."""
    bases = sorted((variant["Bases"][0] for variant in variants), key=base_order, reverse=True)
    chosen = base or bases[0]
    found = [variant for variant in variants if chosen in variant["Bases"]]
    if not found:
        raise refusal("BaseFrameworkVersion", chosen, use, bases)
    return found, chosen


def of_python(variants: list[Variant], python: str | None, use: str) -> tuple[Variant, str | None]:
    """Return the variant with a Python, and its name; an image whose tag names no Python suits any."""
    pythons = sorted((name for variant in variants for name in variant.get("Pythons", [])), key=python_order, reverse=True)
    if not pythons:
        return variants[0], None
    chosen = python or pythons[0]
    for variant in variants:
        if chosen in variant["Pythons"]:
            return variant, chosen
    raise refusal("PyVersion", chosen, use, pythons)


def order(version: str) -> list[int]:
    """Return the key that sorts versions from old to new."""
    return [int(number) for number in re.findall(r"\d+", version)]


def base_order(base: str) -> tuple[bool, list[int]]:
    """Return the key that sorts base frameworks: PyTorch after TensorFlow, new after old."""
    return base.startswith("pytorch"), order(base)


def python_order(python: str) -> tuple[int, int]:
    """Return the key that sorts Pythons from old to new: py3 is older than py38, and py38 than py312."""
    return int(python[2]), int(python[3:] or 0)
