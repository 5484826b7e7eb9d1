"""ECR's registries as a build's docker sees them: nothing is pulled or pushed without a login, and pulling takes three permissions."""

import re
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local.containers import images
from local.containers.images import Image, ImageNotFound

REGISTRY = re.compile(r"\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?")
LOGINS = ".docker-logins"


def login(registry: str, password: str) -> None:
    """Remember the login of a build, in its own home folder."""
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
    """Return the image of this account's ECR that a Dockerfile begins with; None for one from elsewhere, which is not fetched."""
    if not REGISTRY.fullmatch(uri.partition("/")[0]):
        return None
    require_login(uri)
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
