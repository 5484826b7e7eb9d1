"""What stands behind the addresses that a build's requests name and the build does not make: a tag may be another image tomorrow, a key another object."""

import re
from typing import Any

from botocore.exceptions import ClientError

from plans import lookups
from plans.named import artifacts, images
from reuse.inputs import Identities, requests

PART = {"TrainingJob": "Training", "TuningJob": "Training", "Evaluation": "Evaluation", "Model": "Model"}


def others(made: dict[str, Any]) -> dict[str, Identities]:
    """Return the identities of what the parts of a build name, beside the build's own images, sources and data."""
    asked, parameters, resources = requests(made), made["Parameters"], made["Resources"]
    found: dict[str, Identities] = {}
    for path, _, uri in images(asked):
        if re.match(rf"{resources['Account']}\.dkr\.ecr\.{resources['Region']}\.", uri):
            found.setdefault(PART[path.partition(".")[0]], {})[uri] = identity("image", uri)
    for _, _, uri in artifacts(asked["Model"]):
        found.setdefault("Model", {})[uri] = identity("object", uri)
    if "ModelDataUrl" in parameters:
        found.setdefault("Model", {})[parameters["ModelDataUrl"]] = identity("object", parameters["ModelDataUrl"])
    if requests_in := (parameters.get("Verification") or {}).get("S3Uri"):
        found["Verification"] = {requests_in: identity("object", requests_in)}
    return found


def identity(kind: str, name: str) -> str | None:
    """Return an image's digest or an object's ETag, None for what may not be looked at or is not there yet."""
    try:
        found = lookups.LOOK[kind](name)
    except ClientError:
        return None
    return str(found["imageDetails"][0]["imageDigest"] if kind == "image" else found["ETag"])
