"""Putting an image into ECR: the same calls as Docker makes."""

import hashlib
import json
from typing import Any

from local.codebuild import registries
from local.containers import images


def put(uri: str, manifest: dict[str, Any]) -> Any:
    """Put an image under a tag, after those of its layers that are not there, and return its digest."""
    ecr = registries.ecr()
    name, identifier = images.parts(uri)
    layers = list(dict.fromkeys(part["digest"] for part in (manifest["config"], *manifest["layers"])))
    known = ecr.batch_check_layer_availability(repositoryName=name, layerDigests=layers)["layers"]
    for layer in [found["layerDigest"] for found in known if found["layerAvailability"] != "AVAILABLE"]:
        upload = ecr.initiate_layer_upload(repositoryName=name)["uploadId"]
        ecr.upload_layer_part(repositoryName=name, uploadId=upload, partFirstByte=0, partLastByte=0, layerPartBlob=b"0")
        ecr.complete_layer_upload(repositoryName=name, uploadId=upload, layerDigests=[layer])
    pushed = ecr.put_image(
        repositoryName=name,
        imageManifest=json.dumps(manifest),
        imageManifestMediaType=manifest["mediaType"],
        imageTag=identifier["imageTag"],
        imageDigest=digest_of(manifest),
    )
    return pushed["image"]["imageId"]["imageDigest"]


def digest_of(manifest: dict[str, Any]) -> str:
    """Return the digest of a manifest."""
    return "sha256:" + hashlib.sha256(json.dumps(manifest).encode()).hexdigest()
