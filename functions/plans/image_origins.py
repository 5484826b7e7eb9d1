"""Where a build's images come from: built from a Dockerfile, given by their URI, or AWS's own of the framework."""

import posixpath
import re
from typing import Any

from builds.names import image_tag
from document.reading import InvalidParameters
from images.frameworks import framework_image

KINDS = ("Training", "Inference")
MADE_OF = ("Dockerfile", "Context", "BuildArgs")
ROOT = "."
Image = dict[str, Any]


def images(parameters: dict[str, Any], version: int, region: str, repository_uri: str) -> dict[str, Image]:
    """Return where each image comes from."""
    if parameters["Framework"] != "BYOD":
        return {kind: framework_image_of(kind, parameters, region) for kind in KINDS}
    given = parameters.get("Images", {})
    training = image("Training", given.get("Training", {}), version, repository_uri)
    # Without a Dockerfile of its own, serving has what training has.
    own = given.get("Inference", {})
    like = {} if own.get("Dockerfile") else {key: given["Training"][key] for key in MADE_OF if key in given.get("Training", {})}
    inference = image("Inference", {**like, **own}, version, repository_uri)
    if not parameters.get("Train", True):
        return {"Training": there(None), "Inference": inference}
    if is_same(training, inference):
        return {"Training": training, "Inference": {**training, "Build": False}}
    return {"Training": training, "Inference": inference}


def is_same(one: Image, other: Image) -> bool:
    """Return whether two images that are to be built are one."""
    return bool(one["Build"] and other["Build"]) and all(one[key] == other[key] for key in MADE_OF)


def framework_image_of(kind: str, parameters: dict[str, Any], region: str) -> Image:
    """Return one image of a framework: AWS's own, or the one that is given."""
    given = parameters.get("Images", {}).get(kind, {})
    for key in (*MADE_OF, "Build"):
        if given.get(key):
            raise InvalidParameters(f"Images.{kind}.{key}: only BYOD builds images, and Framework is {parameters['Framework']}")
    if kind == "Training" and not parameters.get("Train", True):
        return there(None)
    return there(given.get("Image") or framework_image(parameters, kind, region))


def image(kind: str, given: dict[str, Any], version: int, repository_uri: str) -> Image:
    """Return one image of BYOD: given by its URI, or built from a Dockerfile.

    What its Content is, and whether it is there already, is found out by a look.
    """
    if given.get("Image"):
        return there(given["Image"])
    if given.get("Build") is False:
        raise InvalidParameters(f"Images.{kind}.Image: required where Images.{kind}.Build is false")
    uri = f"{repository_uri}:{image_tag(version, kind)}"
    args = build_args(kind, given.get("BuildArgs", {}))
    return {
        **there(uri),
        "Build": True,
        "Dockerfile": given.get("Dockerfile", "Dockerfile"),
        "Context": context(kind, given.get("Context", ROOT)),
        "BuildArgs": args,
        "Arguments": "\n".join(f"{name}={value}" for name, value in args.items()),
        "Version": version,
    }


def there(uri: str | None) -> Image:
    """Return an image that no build makes, None for none: Identity is the same exactly as long as the image is."""
    nothing: Image = {
        "Dockerfile": None,
        "Context": None,
        "BuildArgs": {},
        "Arguments": "",
        "Objects": {},
        "Content": None,
        "Version": None,
        "Fresh": False,
    }
    return {"Uri": uri, "Build": False, "Identity": uri, **nothing}


def context(kind: str, path: str) -> str:
    """Return the path of a build context as git knows it, "." for the repository's root."""
    found = posixpath.normpath(path)
    if posixpath.isabs(found) or found.split("/")[0] == "..":
        raise InvalidParameters(f"Images.{kind}.Context: expected the path of a folder in the repository, such as training, got {path}")
    return found


def build_args(kind: str, given: dict[str, str]) -> dict[str, str]:
    """Return Docker's build arguments if each can be handed over in a line of its own."""
    for name, value in given.items():
        if not re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
            raise InvalidParameters(f"Images.{kind}.BuildArgs: expected the name of a build argument, such as PYTHON_VERSION, got {name!r}")
        if len(value.splitlines()) > 1 or value.endswith(("\n", "\r")):
            raise InvalidParameters(f"Images.{kind}.BuildArgs.{name}: expected text in one line")
    return given
