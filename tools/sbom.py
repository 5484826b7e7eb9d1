"""Prints what a release is made of beside its own code, as a CycloneDX document: the packages in the layers, with the hashes that pip holds them to.

The functions themselves import Python's standard library and the boto3 of Lambda's runtime. The same sources make the same document.
"""

import json
import re
import tomllib
import uuid
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LAYERS = ("alexa", "crhelper")
SPECIFICATION = "1.6"
NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # of addresses, by RFC 9562
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", re.MULTILINE)


def document() -> dict[str, Any]:
    """Return the document."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    components = [component(*package) for layer in LAYERS for package in packages((ROOT / f"layers/{layer}/requirements.txt").read_text())]
    made = {
        "bomFormat": "CycloneDX",
        "specVersion": SPECIFICATION,
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "sagebuild", "name": "sagebuild", "version": version}},
        "components": components,
        "dependencies": [{"ref": "sagebuild", "dependsOn": [found["bom-ref"] for found in components]}],
    }
    return made | {"serialNumber": f"urn:uuid:{uuid.uuid5(NAMESPACE, json.dumps(made, sort_keys=True))}"}


def packages(requirements: str) -> list[tuple[str, str, list[str]]]:
    """Return name, version and hashes of the packages in a list of requirements."""
    return [(found[1], found[2], HASH.findall(block)) for block in blocks(requirements) if (found := PINNED.search(block))]


def blocks(requirements: str) -> list[str]:
    """Return the requirements, each with the lines that belong to it."""
    return requirements.replace("\\\n", " ").splitlines()


def component(name: str, version: str, hashes: list[str]) -> dict[str, Any]:
    """Return one package; it has a hash for each form in which PyPI has it."""
    place = f"https://pypi.org/project/{name}/{version}/"
    told = [{"alg": "SHA-256", "content": found} for found in hashes]
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/{name}@{version}",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        "externalReferences": [{"type": "distribution", "url": place, "hashes": told}],
    }


if __name__ == "__main__":
    print(json.dumps(document(), indent=1))
