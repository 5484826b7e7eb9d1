"""Images without Docker: the files that a Dockerfile copies, its environment and its entry point, kept under the digest that ECR knows."""

import contextlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

STATE = "LOCAL_AWS_STATE_DIR"
DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
OCI = "application/vnd.oci.image.manifest.v1+json"


@dataclass(frozen=True)
class Image:
    """What a container is started from; root holds the files at their absolute paths, manifest is its manifest's media type."""

    root: Path
    env: dict[str, str] = field(default_factory=dict)
    workdir: str = "/"
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    manifest: str = DOCKER


class ImageNotFound(Exception):
    """ECR has no such image, or the caller may not read it."""


def folder() -> Path:
    """Return where images are kept."""
    return Path(os.environ[STATE]) / "images"


def built(uri: str) -> Path:
    """Return where an image is between docker build and docker push."""
    return folder() / "built" / uri.replace("/", "_")


def save(image: Image, place: Path) -> None:
    """Write what is known of an image beside its files."""
    described = {key: value for key, value in asdict(image).items() if key != "root"}
    (place / "image.json").write_text(json.dumps(described, sort_keys=True))


def load(place: Path) -> Image:
    """Return the image in a folder."""
    return Image(root=place / "root", **json.loads((place / "image.json").read_text()))


def publish(place: Path, digest: str) -> None:
    """Keep a built image under its digest; one that is there already is the same."""
    target = folder() / digest.removeprefix("sha256:")
    if not target.exists():
        # Under its own name only when it is whole: another build may look for it meanwhile.
        parts_of_it = Path(tempfile.mkdtemp(dir=folder()))
        shutil.copytree(place, parts_of_it / "image", symlinks=True)
        with contextlib.suppress(OSError):  # somebody else was first
            (parts_of_it / "image").rename(target)
        shutil.rmtree(parts_of_it, ignore_errors=True)


def parts(uri: str) -> tuple[str, dict[str, str]]:
    """Return the repository's name and the image id in a URI such as 0123.dkr.ecr.us-east-1.amazonaws.com/name:tag."""
    path = uri.partition("/")[2]
    if "@" in path:
        name, _, digest = path.partition("@")
        return name, {"imageDigest": digest}
    name, _, tag = path.partition(":")
    return name, {"imageTag": tag or "latest"}


def pull(uri: str, ecr: Any) -> Image:
    """Return an image that an ECR client may pull; raise ImageNotFound otherwise."""
    name, identifier = parts(uri)
    if not name:
        raise ImageNotFound(f"{uri}: expected an address such as 123456789012.dkr.ecr.us-east-1.amazonaws.com/name:tag")
    try:
        ecr.get_authorization_token()
        found = ecr.batch_get_image(repositoryName=name, imageIds=[identifier])["images"]
        layers = [layer["digest"] for image in found for layer in json.loads(image["imageManifest"])["layers"]]
        if layers:
            ecr.batch_check_layer_availability(repositoryName=name, layerDigests=layers)
            ecr.get_download_url_for_layer(repositoryName=name, layerDigest=layers[0])
    except ClientError as error:
        raise ImageNotFound(f"{uri}: {error.response['Error'].get('Message') or error.response['Error']['Code']}") from None
    if not found:
        raise ImageNotFound(f"Requested image {uri} not found.")
    return load(folder() / found[0]["imageId"]["imageDigest"].removeprefix("sha256:"))
