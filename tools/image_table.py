"""Writes functions/images/table.json, the images that AWS publishes, from the map inside the SageMaker Python SDK.

The functions must not carry the SDK (hundreds of megabytes with what it needs), but its map is the only complete one that AWS
publishes. To take a newer map, change SDK_VERSION here and in requirements-dev.in, then run `python -m tools.image_table`.

The table holds, for each image set (`tensorflow`, `linear-learner` …) and each of Training, Inference and Graviton (inference
on Arm processors): Aliases, short version to full version; Versions, full version to its variants. A variant has

    Repository  the ECR repository
    Registries  key into the table's Registries, which map a region to the account that holds the images there
    Processors  cpu, gpu; absent where one image serves both and its tag names neither
    Pythons     the Python versions; absent where the tag names none
    Bases       the base framework of a Hugging Face image: its full name, then short ones
    Endings     what the tag ends with, by processor
    Prefix      what the tag begins with, where that is not the version

P4dEndings is what some old tags end with on P4d instances, whose GPUs need a newer CUDA.
"""

import importlib.metadata
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

SDK_VERSION = "2.257.7"
CONFIG_FOLDER = "sagemaker/image_uri_config"
TABLE = Path(__file__).parent.parent / "functions" / "images" / "table.json"
FRAMEWORKS = ("tensorflow", "mxnet", "pytorch", "sklearn", "xgboost", "huggingface")
SCOPES = {"Training": "training", "Inference": "inference", "Graviton": "inference_graviton"}

# What follows stands in the SDK's code, not in its files (image_uris.py: get_training_image_uri, _get_image_tag).
FIRST_HUGGINGFACE_ENDINGS = {"gpu": "cu110-ubuntu18.04"}
P4D_ENDINGS = {
    "tensorflow:2.3-gpu-py37": "cu110-ubuntu18.04-v3",
    "tensorflow:2.3.1-gpu-py37": "cu110-ubuntu18.04",
    "tensorflow:2.3.2-gpu-py37": "cu110-ubuntu18.04",
    "tensorflow:1.15-gpu-py37": "cu110-ubuntu18.04-v8",
    "tensorflow:1.15.4-gpu-py37": "cu110-ubuntu18.04",
    "tensorflow:1.15.5-gpu-py37": "cu110-ubuntu18.04",
    "mxnet:1.8-gpu-py37": "cu110-ubuntu16.04-v1",
    "mxnet:1.8.0-gpu-py37": "cu110-ubuntu16.04",
    "pytorch:1.6-gpu-py36": "cu110-ubuntu18.04-v3",
    "pytorch:1.6.0-gpu-py36": "cu110-ubuntu18.04",
    "pytorch:1.6-gpu-py3": "cu110-ubuntu18.04-v3",
    "pytorch:1.6.0-gpu-py3": "cu110-ubuntu18.04",
}


def main() -> None:
    """Write the table."""
    TABLE.write_text(table_text(sdk_configs()))
    print(f"{TABLE}: {TABLE.stat().st_size:,} bytes from sagemaker {SDK_VERSION}")


def sdk_configs() -> dict[str, Any]:
    """Return the SDK's map files by name: from the installed SDK if it is the pinned one, else from its wheel on PyPI."""
    try:
        sdk = importlib.metadata.distribution("sagemaker")
    except importlib.metadata.PackageNotFoundError:
        return downloaded_configs()
    if sdk.version != SDK_VERSION:
        return downloaded_configs()
    return {file.stem: json.loads(file.read_text()) for file in Path(str(sdk.locate_file(CONFIG_FOLDER))).glob("*.json")}


def downloaded_configs() -> dict[str, Any]:
    """Return the map files out of the wheel that pip downloads."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["download", "--quiet", "--no-deps", "--dest", folder, f"sagemaker=={SDK_VERSION}"]
        subprocess.run([sys.executable, "-m", "pip", *command], check=True)
        return wheel_configs(next(Path(folder).glob("*.whl")))


def wheel_configs(wheel: Path) -> dict[str, Any]:
    """Return the map files out of a wheel of the SDK."""
    with zipfile.ZipFile(wheel) as files:
        return {Path(name).stem: json.loads(files.read(name)) for name in files.namelist() if Path(name).match(f"{CONFIG_FOLDER}/*.json")}


def table_text(configs: dict[str, Any]) -> str:
    """Return the table as JSON, one line for each version, so that a newer map shows as a readable difference."""
    return written(table(configs), depth=5) + "\n"


def written(value: Any, depth: int) -> str:
    """Return JSON whose objects are spread over lines down to a depth."""
    if depth == 0 or not isinstance(value, dict):
        return json.dumps(value)
    return "{\n" + ",\n".join(f"{json.dumps(key)}: {written(inner, depth - 1)}" for key, inner in value.items()) + "\n}"


def table(configs: dict[str, Any]) -> dict[str, Any]:
    """Return the compact table of all frameworks and built-in algorithms."""
    algorithms = [name for name in sorted(configs) if is_algorithm(configs[name])]
    registries: list[dict[str, str]] = []
    images = {name: image_set(name, configs[name], registries) for name in (*FRAMEWORKS, *algorithms)}
    return {
        "Sdk": SDK_VERSION,
        "Algorithms": sorted([*algorithms, "xgboost"]),
        "P4dEndings": P4D_ENDINGS,
        "Registries": {str(index): accounts for index, accounts in enumerate(registries)},
        "Images": images,
    }


def is_algorithm(config: dict[str, Any]) -> bool:
    """Tell whether a map file is a built-in algorithm's: one image trains and serves, and runs no script of the user's."""
    return set(config.get("scope", ())) == {"training", "inference"} and "processors" not in config


def image_set(name: str, config: dict[str, Any], registries: list[dict[str, str]]) -> dict[str, Any]:
    """Return the images of one framework or algorithm, by what they are for."""
    if "scope" in config:
        return {kind: kind_images(name, kind, config, registries) for kind in ("Training", "Inference")}
    return {kind: kind_images(name, kind, config[scope], registries) for kind, scope in SCOPES.items() if scope in config}


def kind_images(name: str, kind: str, config: dict[str, Any], registries: list[dict[str, str]]) -> dict[str, Any]:
    """Return the aliases and versions of one framework's images for training, for inference or for Graviton."""
    shared = {"processors": config["processors"]} if "processors" in config else {}
    versions = {
        version: [
            {**variant({**shared, **entry}, registries), **unwritten(name, kind, version, entry), **apart}
            for apart, entry in entries(found)
        ]
        for version, found in config["versions"].items()
    }
    return {"Aliases": config.get("version_aliases", {}), "Versions": versions}


def entries(found: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the images of one version, each with what tells it apart: nothing, its Python or its base framework."""
    if "repository" in found:
        return [({}, found)]
    aliases = found.get("version_aliases", {})
    return [(distinction(key, aliases), entry) for key, entry in found.items() if key != "version_aliases"]


def distinction(key: str, aliases: dict[str, str]) -> dict[str, list[str]]:
    """Return what the SDK's files tell the images of one version apart by: py3, or pytorch2.5.1 with its short names."""
    if key.removeprefix("py").isdigit():
        return {"Pythons": [key]}
    return {"Bases": [key, *(short for short, full in aliases.items() if full == key)]}


def variant(entry: dict[str, Any], registries: list[dict[str, str]]) -> dict[str, Any]:
    """Return one image in the table's words; equal registry maps are kept once."""
    accounts = dict(sorted(entry["registries"].items()))
    if accounts not in registries:
        registries.append(accounts)
    words = {"processors": "Processors", "py_versions": "Pythons", "container_version": "Endings"}
    known = {word: entry[key] for key, word in words.items() if key in entry}
    return {"Repository": entry["repository"], "Registries": str(registries.index(accounts)), **known}


def unwritten(name: str, kind: str, version: str, entry: dict[str, Any]) -> dict[str, Any]:
    """Return what the SDK's code adds to a tag and its files do not say."""
    if kind == "Graviton" and "container_version" in entry:
        return {"Endings": {processor: f"{ending}-sagemaker" for processor, ending in entry["container_version"].items()}}
    if kind == "Graviton":
        return {"Prefix": f"{version}-arm64"}
    if name == "huggingface" and "container_version" not in entry:
        return {"Endings": FIRST_HUGGINGFACE_ENDINGS}
    return {}


if __name__ == "__main__":
    main()
