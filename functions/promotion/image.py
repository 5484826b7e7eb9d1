"""The copy of a promoted version's image: the calls that docker pull and docker push make, so that its manifest and its digest stay what they are.

What has been copied before is not copied again: a build that is launched once more goes on where the last one ended.
"""

import functools
import json
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import ClientError

from document.reading import InvalidParameters
from promotion.asked import gone
from promotion.origin import reading
from promotion.promotion import Promotion

MANIFESTS = ["application/vnd.docker.distribution.manifest.v2+json", "application/vnd.oci.image.manifest.v1+json"]
AT_ONCE = 4
A_LOOK = 100  # layers


def copy(found: Promotion, repository: str, tag: str, own: Any) -> str:
    """Copy the image of a promoted version under a tag of a repository of this stack, and return its digest; raise InvalidParameters."""
    uri, reader = found.image["Uri"], found.origin.client("ecr")
    name, at, digest = uri.partition("/")[2].partition("@")
    name, _, old = name.partition(":")
    identity = {"imageDigest": digest} if at else {"imageTag": old}
    with reading(uri, gone(found.name, f"its image {uri}")):
        images = reader.batch_get_image(repositoryName=name, imageIds=[identity], acceptedMediaTypes=MANIFESTS)["images"]
    if not images:
        raise gone(found.name, f"its image {uri}")
    manifest = json.loads(images[0]["imageManifest"])
    if "layers" not in manifest:
        raise InvalidParameters(f"Promote: expected one image at {uri}, which is a list of several platforms' images")
    layers = list(dict.fromkeys([manifest["config"]["digest"], *(layer["digest"] for layer in manifest["layers"])]))
    one = functools.partial(copy_layer, found, name, reader, repository, own)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, missing(layers, repository, own)))
    put(images[0], repository, tag, own)
    return str(images[0]["imageId"]["imageDigest"])


def missing(layers: list[str], repository: str, own: Any) -> list[str]:
    """Return the layers that a repository does not have."""
    there = set()
    for begin in range(0, len(layers), A_LOOK):
        answer = own.batch_check_layer_availability(repositoryName=repository, layerDigests=layers[begin : begin + A_LOOK])
        there |= {layer["layerDigest"] for layer in answer["layers"] if layer["layerAvailability"] == "AVAILABLE"}
    return [layer for layer in layers if layer not in there]


def copy_layer(found: Promotion, name: str, reader: Any, repository: str, own: Any, layer: str) -> None:
    """Copy one layer from a repository that is read into one of this stack."""
    with reading(f"layer {layer} of {found.image['Uri']}", gone(found.name, f"layer {layer} of its image")):
        url = reader.get_download_url_for_layer(repositoryName=name, layerDigest=layer)["downloadUrl"]
    upload = own.initiate_layer_upload(repositoryName=repository)
    where, first = {"repositoryName": repository, "uploadId": upload["uploadId"]}, 0
    with urllib.request.urlopen(url, timeout=60) as body:
        while part := body.read(upload["partSize"]):
            own.upload_layer_part(**where, partFirstByte=first, partLastByte=first + len(part) - 1, layerPartBlob=part)
            first += len(part)
    there_is_done("LayerAlreadyExistsException", own.complete_layer_upload, **where, layerDigests=[layer])


def put(image: dict[str, Any], repository: str, tag: str, own: Any) -> None:
    """Put an image whose layers are there under a tag: its manifest byte for byte, which is what the digest is of."""
    there_is_done(
        "ImageAlreadyExistsException",
        own.put_image,
        repositoryName=repository,
        imageManifest=image["imageManifest"],
        imageManifestMediaType=image.get("imageManifestMediaType", MANIFESTS[0]),
        imageTag=tag,
        imageDigest=image["imageId"]["imageDigest"],
    )


def there_is_done(code: str, call: Any, **request: Any) -> None:
    """Make a call; what is there already counts as done."""
    try:
        call(**request)
    except ClientError as error:
        if error.response["Error"]["Code"] != code:
            raise
