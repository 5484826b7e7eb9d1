"""Where a build's images come from: built from a Dockerfile, given by their URI, or AWS's own of the framework."""

from typing import Any

from builds.names import image_tag
from document.reading import InvalidParameters
from images.frameworks import framework_image

KINDS = ("Training", "Inference")
NO_IMAGE: dict[str, Any] = {"Uri": None, "Build": False, "Dockerfile": None}


def images(parameters: dict[str, Any], version: int, region: str, repository_uri: str) -> dict[str, dict[str, Any]]:
    """Return where each image comes from."""
    if parameters["Framework"] != "BYOD":
        return {kind: framework_image_of(kind, parameters, region) for kind in KINDS}
    given = parameters.get("Images", {})
    own = given.get("Inference", {})
    if not parameters.get("Train", True):
        default = given.get("Training", {}).get("Dockerfile")
        return {"Training": NO_IMAGE, "Inference": image("Inference", own, default, version, repository_uri)}
    training = image("Training", given.get("Training", {}), None, version, repository_uri)
    if not own.get("Image") and own.get("Dockerfile", training["Dockerfile"]) == training["Dockerfile"]:
        # Two that have the same Dockerfile are one.
        return {"Training": training, "Inference": {**training, "Build": False}}
    return {"Training": training, "Inference": image("Inference", own, training["Dockerfile"], version, repository_uri)}


def framework_image_of(kind: str, parameters: dict[str, Any], region: str) -> dict[str, Any]:
    """Return one image of a framework: AWS's own, or the one that is given."""
    given = parameters.get("Images", {}).get(kind, {})
    for key in ("Dockerfile", "Build"):
        if given.get(key):
            raise InvalidParameters(f"Images.{kind}.{key}: only BYOD builds images, and Framework is {parameters['Framework']}")
    if kind == "Training" and not parameters.get("Train", True):
        return NO_IMAGE
    return {"Uri": given.get("Image") or framework_image(parameters, kind, region), "Build": False, "Dockerfile": None}


def image(kind: str, given: dict[str, Any], dockerfile: str | None, version: int, repository_uri: str) -> dict[str, Any]:
    """Return one image of BYOD: given by its URI, or built from a Dockerfile."""
    if given.get("Image"):
        return {"Uri": given["Image"], "Build": False, "Dockerfile": None}
    if given.get("Build") is False:
        raise InvalidParameters(f"Images.{kind}.Image: required where Images.{kind}.Build is false")
    path = given.get("Dockerfile", dockerfile or "Dockerfile")
    return {"Uri": f"{repository_uri}:{image_tag(version, kind)}", "Build": True, "Dockerfile": path}
