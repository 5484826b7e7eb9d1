"""Registries as a build's docker sees them: ECR's ask for a login and, to pull, for three permissions; each is reached or not from the build's network."""

import json
import os
import re
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local.containers import images
from local.containers.images import Image, ImageNotFound
from local.vpc import OUTSIDE

REGISTRY = re.compile(r"\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?")
DOCKER_HUB = "registry-1.docker.io"
LOGINS = ".docker-logins"
# Docker's ways out of a customer's network, by the names of endpoints; the environment of a build names those that are closed.
# https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
REGISTRY_DOOR, LAYERS_DOOR = "ecr.dkr", "s3"
WAYS = (REGISTRY_DOOR, LAYERS_DOOR, OUTSIDE)
CLOSED = "LOCAL_AWS_CLOSED_WAYS"


class Unreached(Exception):
    """No way leads to a registry; the message is Docker's."""


def require_way(way: str, address: str) -> None:
    """Raise Unreached where a way is closed."""
    if way in json.loads(os.environ.get(CLOSED, "[]")):
        raise Unreached(
            f'Get "https://{address}": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)'
        )


def require_registry(registry: str) -> None:
    """Raise Unreached unless a registry is reached: one of ECR in this region has an endpoint, all others lie outside."""
    own = REGISTRY.fullmatch(registry) and f".{os.environ.get('AWS_REGION')}." in registry
    require_way(REGISTRY_DOOR if own else OUTSIDE, f"{registry}/v2/")


def login(registry: str, password: str) -> None:
    """Remember the login of a build, in its own home folder."""
    require_registry(registry)
    if not password.strip():
        raise ImageNotFound(f"{registry}: password is empty")
    with (Path.home() / LOGINS).open("a") as logins:
        logins.write(f"{registry}\n")


def require_login(uri: str) -> None:
    """Refuse an image of a registry that the build has not logged in to."""
    logins = Path.home() / LOGINS
    if uri.partition("/")[0] not in (logins.read_text().split() if logins.exists() else []):
        raise ImageNotFound(f"{uri}: no basic auth credentials")


def base(uri: str, own_account: str) -> Image | None:
    """Return the image of this account's ECR that a Dockerfile begins with; None for one from elsewhere, which is not fetched, and for none."""
    if uri == "scratch":
        return None
    registry, slash, _ = uri.partition("/")
    require_registry(registry if slash and "." in registry else DOCKER_HUB)
    if not REGISTRY.fullmatch(registry):
        return None
    require_login(uri)
    require_way(LAYERS_DOOR, f"prod-{registry.split('.')[3]}-starport-layer-bucket.s3.{registry.split('.')[3]}.amazonaws.com/")
    if uri.startswith(f"{own_account}."):
        return images.pull(uri, ecr())
    may_pull(uri)
    return None


def may_pull(uri: str) -> None:
    """Refuse an image of another account that the build's role may not pull; that it is there is taken for granted."""
    client = ecr()
    name, identifier = images.parts(uri)
    other = {"registryId": uri.partition(".")[0], "repositoryName": name}
    layer = "sha256:" + "0" * 64
    for call, about in (
        (client.batch_get_image, {"imageIds": [identifier]}),
        (client.batch_check_layer_availability, {"layerDigests": [layer]}),
        (client.get_download_url_for_layer, {"layerDigest": layer}),
    ):
        try:
            call(**other, **about)
        except ClientError as error:
            if error.response["Error"]["Code"].startswith("AccessDenied"):
                raise ImageNotFound(f"{uri}: {error.response['Error'].get('Message')}") from None


def ecr() -> Any:
    """Return a client of ECR; most of a build's commands need none, and boto3 takes longer than they do."""
    import boto3

    return boto3.client("ecr")
