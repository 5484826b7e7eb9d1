"""A version of another stack, brought into this one: from now on it needs the other no more."""

import functools
import json
from typing import Any

import boto3

from builds.names import image_tag
from plan_build import copies
from plans.image_decisions import decision
from promotion import asked, files, image
from promotion.promotion import Promotion


def bring(found: Promotion, version: int, document: dict[str, Any], resources: dict[str, Any]) -> dict[str, Any]:
    """Copy a promoted version's files and image, and return the document of the build that deploys it; raise InvalidParameters."""
    bucket, folder = resources["CodeBucket"], f"versions/v{version}/promoted"
    artifact = files.copy(found, found.artifact, bucket, f"{folder}/model.tar.gz", copies.s3())
    source = found.source
    if source:
        copied = files.copy(found, source["S3Uri"], bucket, f"{folder}/source.tar.gz", copies.s3())
        source = {"S3Uri": copied, "EntryPoint": source["EntryPoint"]}
    uri = found.image["Uri"]
    if is_built(found):
        registry, _, repository = resources["RepositoryUri"].partition("/")
        uri = f"{registry}/{repository}@{image.copy(found, repository, tag(found, version), ecr())}"
    print(json.dumps({"version": version, "promotes": found.name, "image": uri}))
    return asked.document(document, found.record, artifact, uri, source)


def remember_image(build: dict[str, Any], found: Promotion, resources: dict[str, Any]) -> None:
    """Note in a build that is a promotion whose image it has: as long as it is kept, that is."""
    if is_built(found):
        version = build["Version"]
        identity = f"{resources['RepositoryUri']}:{tag(found, version)}"
        build["Images"]["Inference"] |= {"Version": version, "Identity": identity, "Content": found.image["Content"]}
    build["Decisions"]["InferenceImage"] = decision("SKIPPED", None, f"it is that of {found.name}")


def is_built(found: Promotion) -> bool:
    """Return whether the other stack has built the image, in a repository that goes when it is deleted; others stay where they are."""
    return bool(found.image.get("Version"))


def tag(found: Promotion, version: int) -> str:
    """Return the tag of the copy; by its content, a later build of the same files finds it."""
    return image_tag(version, "Inference", found.image.get("Content"))


@functools.cache
def ecr() -> Any:
    """Return the ECR client of this process."""
    return boto3.client("ecr")
