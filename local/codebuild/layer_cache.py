"""A cache of layers in a registry, as BuildKit keeps one: which have been built before, under a tag that moves."""

import json

from botocore.exceptions import ClientError

from local.codebuild import pushing, registries
from local.containers import images
from local.containers.context import DockerfileError


def keys(ref: str) -> list[str]:
    """Return the keys of the layers that a cache holds; one that is not there, or that may not be read, is no error."""
    name, identifier = images.parts(ref)
    client = registries.ecr()
    try:
        registries.require_login(ref)
        found = client.batch_get_image(repositoryName=name, imageIds=[identifier])["images"]
        if not found:
            raise images.ImageNotFound(f"{ref}: not found")
        digests = [layer["digest"] for layer in json.loads(found[0]["imageManifest"])["layers"]]
        client.get_download_url_for_layer(repositoryName=name, layerDigest=digests[0])
    except (ClientError, images.ImageNotFound) as error:
        print(f"ERROR: failed to configure registry cache importer: {error}")
        return []
    return [digest.removeprefix("sha256:") for digest in digests]


def export(keys: list[str], to: dict[str, str]) -> None:
    """Write the layers of a build into a cache, whose tag moves."""
    if to.get("image-manifest") != "true":
        raise DockerfileError("error writing manifest blob: 400 Bad Request: ECR takes no cache without image-manifest=true")
    blobs = [{"mediaType": "application/vnd.oci.image.layer.v1.tar+gzip", "size": 1, "digest": f"sha256:{key}"} for key in keys]
    config = {"mediaType": "application/vnd.buildkit.cacheconfig.v0", "size": 1, "digest": f"sha256:{keys[-1]}"}
    manifest = {"schemaVersion": 2, "mediaType": images.OCI, "config": config, "layers": blobs}
    try:
        registries.require_login(to["ref"])
        pushing.put(to["ref"], manifest)
        print(f"exporting cache to registry: {to['ref']}")
    except (ClientError, images.ImageNotFound) as error:
        print(f"ERROR: error exporting cache: {error}")
        if to.get("ignore-error") != "true":
            raise
