"""What stands behind the addresses that a build's requests name and the build does not make: a tag may be another image tomorrow, a key another object."""

import json
import re
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from api.rules.model import containers
from images.sets import image_table
from plans import lookups
from plans.named import artifacts, images, jobs, models
from reuse.inputs import Identities, evaluated_by, requests

PART = {"TrainingJob": "Training", "TuningJob": "Training", "Evaluation": "Evaluation", "Model": "Model"}
TEXTS = ("HyperParameters", "StaticHyperParameters", "Environment", "AlgorithmSpecification", "AppSpecification")
Other = tuple[str, str, str | None]  # part, name, and what is the same exactly when that which is there is


def others(made: dict[str, Any]) -> dict[str, Identities]:
    """Return the identities of what the parts of a build name, beside the build's own images, sources and data."""
    asked, parameters = requests(made), made["Parameters"]
    found: dict[str, Identities] = {}
    for part, name, known in [*of_images(made, asked), *of_model(asked, parameters), *of_texts(asked)]:
        found.setdefault(part, {})[name] = known
    for _, kind, name in models(asked["EndpointConfig"], ""):
        found.setdefault("EndpointConfig", {})[name] = identity(kind, name)
    if requests_in := (parameters.get("Verification") or {}).get("S3Uri"):
        found["Verification"] = {requests_in: identity("object", requests_in)}
    return found


def of_images(made: dict[str, Any], asked: dict[str, Any]) -> Iterator[Other]:
    """Yield the images that are given; AWS's own are known by their tags, which it moves for fixes alone, and those that a version has built by its own."""
    given = [(PART[path.partition(".")[0]], uri) for path, _, uri in images(asked) if uri]
    exam = evaluated_by(made["Build"]) if "Evaluation" in asked else None
    for kind, part in (("Training", "Training"), ("Inference", "Model"), (exam, "Evaluation")):
        image = made["Build"]["Images"].get(kind, {})
        if image.get("Uri") and image["Dockerfile"] is None and not image.get("Version"):
            given.append((part, image["Uri"]))
    for part, uri in given:
        known = identity_of_image(uri, made["Resources"])
        if known != uri:
            yield part, uri, known


def identity_of_image(uri: str, resources: dict[str, Any]) -> str | None:
    """Return what is the same exactly when an image is: its digest, or the URI that nobody moves; None where nobody can tell."""
    if is_own(uri, resources):
        return identity("image", uri)
    return uri if "@" in uri or uri.partition(".")[0] in registries() else None


def is_own(uri: str, resources: dict[str, Any]) -> bool:
    """Return whether an image lies in the account's own registry, where it can be looked up."""
    return bool(re.match(rf"{resources['Account']}\.dkr\.ecr\.{resources['Region']}\.", uri))


def registries() -> set[str]:
    """Return the accounts that hold AWS's own images."""
    return {account for accounts in image_table()["Registries"].values() for account in accounts.values()}


def of_model(asked: dict[str, Any], parameters: dict[str, Any]) -> Iterator[Other]:
    """Yield what the model's containers load."""
    for _, _, uri in artifacts(asked["Model"]):
        yield "Model", uri, identity("object", uri)
    if given := parameters.get("ModelDataUrl"):
        yield "Model", given, identity("object", given)
    for container in containers(asked["Model"]):
        for source in (container.get("ModelDataSource"), *container.get("AdditionalModelDataSources", [])):
            place = (source or {}).get("S3DataSource", {})
            if place:
                yield "Model", place["S3Uri"], identity("object", place["S3Uri"]) if place["S3DataType"] == "S3Object" else None


def of_texts(asked: dict[str, Any]) -> Iterator[Other]:
    """Yield the addresses in S3 that programs are told by hyperparameters, variables and arguments: what they read there is not listed."""
    told = [("Training", job) for _, job in jobs(asked)]
    told += [("Model", container) for container in containers(asked["Model"])]
    told += [("Evaluation", asked["Evaluation"])] if "Evaluation" in asked else []
    for part, holder in told:
        for uri in re.findall(r"s3://[^\s\\\"',;]+", json.dumps([holder.get(key) for key in TEXTS])):
            yield part, uri, identity("object", uri)


def identity(kind: str, name: str) -> str | None:
    """Return an image's digest, an object's ETag or when a model was made; None for what may not be looked at or is not there yet."""
    if kind == "object" and not name.startswith("s3://"):
        return None
    try:
        found = lookups.LOOK[kind](name)
    except ClientError:
        return None
    if kind == "model":
        return str(found["CreationTime"])
    return str(found["imageDetails"][0]["imageDigest"] if kind == "image" else found["ETag"])
