"""Images of the account's own registry by their digests: a tag may be another image's between the plan and the job."""

import re
from typing import Any

from botocore.exceptions import ClientError

from plans import lookups

PARTS = ("TrainingJob", "TuningJob", "Evaluation", "Model")
IMAGES = ("TrainingImage", "ImageUri", "Image")  # of AlgorithmSpecification, of AppSpecification, of a container


def pinned(parameters: dict[str, Any], resources: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a build with every image that its requests name by its digest."""
    return {key: with_digests(value, resources) if key in PARTS else value for key, value in parameters.items()}


def with_digests(value: Any, resources: dict[str, Any]) -> Any:
    """Return a part of a request with its images by their digests."""
    if isinstance(value, list):
        return [with_digests(item, resources) for item in value]
    if not isinstance(value, dict):
        return value
    is_image = {key: key in IMAGES and isinstance(found, str) for key, found in value.items()}
    return {key: by_digest(found, resources) if is_image[key] else with_digests(found, resources) for key, found in value.items()}


def by_digest(uri: str, resources: dict[str, Any]) -> str:
    """Return an image by its digest if it lies in the account's own registry and may be looked at, as it is written otherwise."""
    named = re.match(rf"({resources['Account']}\.dkr\.ecr\.{resources['Region']}\.[a-z.]+/[^:@]+)(:[^@]+)?$", uri)
    try:
        found = lookups.image(uri)["imageDetails"] if named else []
    except ClientError:
        found = []
    return f"{named[1]}@{found[0]['imageDigest']}" if named and found else uri
