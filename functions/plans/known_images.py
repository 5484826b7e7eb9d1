"""Which images a build makes, and which are there already: looked up by what they are made of, and named by their digests."""

import json
import os
from datetime import UTC, datetime
from typing import Any

from boto3.dynamodb.conditions import Attr

from builds import records, table
from builds.names import image_tag, version_of_tag
from plans import image_decisions, lookups, source
from plans.content import Kept, Objects, content, days, newest
from plans.image_origins import KINDS, Image
from plans.pinned import by_digest
from plans.source import MissingSource
from retention import item

REBUILD_AFTER_DAYS = 30


def look(build: dict[str, Any], parameters: dict[str, Any], resources: dict[str, Any]) -> None:
    """Note in a build which commit its images are built from, which of them are there already, and why each is built or not."""
    images = build["Images"]
    training_serves = images["Training"]["Build"] and images["Inference"]["Uri"] == images["Training"]["Uri"]
    build["Source"], build["Decisions"] = commit(images, build.get("Commit")), {}
    kept = own_images(resources["RepositoryUri"]) if "Commit" in (build["Source"] or {}) else []
    for kind in KINDS:
        if kind == "Inference" and training_serves:
            images[kind] = {**images["Training"], "Build": False}
            made = image_decisions.shared(build["Decisions"]["TrainingImage"])
        elif images[kind]["Build"]:
            images[kind], made = found_or_built(kind, images[kind], build["Source"], kept, parameters)
        else:
            made = image_decisions.skipped(kind, images[kind], parameters)
            uri = images[kind]["Uri"] and by_digest(images[kind]["Uri"], resources)  # its tag may be another's tomorrow
            images[kind] = {**images[kind], "Uri": uri, "Identity": uri}
        build["Decisions"][f"{kind}Image"] = made


def commit(images: dict[str, Image], pushed: str | None) -> dict[str, str] | None:
    """Return what images are built from, None if none is; Version is what CodeBuild checks out.

    A push may be told late, and after another one: what the branch is at counts, and what has been pushed only where nobody can ask.
    """
    if not any(image["Build"] for image in images.values()):
        return None
    repository, branch = os.environ["CODE_REPOSITORY"], os.environ["BRANCH"]
    found = source.latest_commit(repository, branch) or pushed
    if found is None:  # CodeBuild, which may be allowed more, finds out what the branch is at, and whether the Dockerfiles are there
        return {"Repository": repository, "Branch": branch, "Version": branch}
    return {"Repository": repository, "Branch": branch, "Version": found, "Commit": found}


def own_images(repository_uri: str) -> list[Kept]:
    """Return all images that versions have built and that are kept; those that are about to be removed may be gone when the build needs them."""
    leaving = item.leaving(table.state_of(table.read(item.KEY)))
    pages = lookups.client("ecr").get_paginator("describe_images")
    found = pages.paginate(repositoryName=repository_uri.partition("/")[2], filter={"tagStatus": "TAGGED"})
    details = [detail for page in found for detail in page["imageDetails"]]
    tagged = [(version_of_tag(tag), tag, detail) for detail in details for tag in detail["imageTags"]]
    return [
        Kept(version, tag, detail["imageDigest"], detail["imagePushedAt"])
        for version, tag, detail in tagged
        if version and version not in leaving
    ]


def found_or_built(
    kind: str, image: Image, commit: dict[str, str], kept: list[Kept], parameters: dict[str, Any]
) -> tuple[Image, dict[str, Any]]:
    """Return an image of a Dockerfile with what it is made of: one that is there, or one that is to be built; and the decision."""
    if "Commit" not in commit:
        return image, image_decisions.built(image, None)
    try:
        objects = objects_of(kind, image, commit)
    except source.UnknownSource as error:
        print(json.dumps({"unknown": commit["Commit"], "because": str(error)}))
        return image, image_decisions.built(image, None)
    known = {**image, "Objects": objects, "Content": content(image, objects)}
    repository = image["Uri"].rpartition(":")[0]
    there = newest(kept, known["Content"])
    most = parameters.get("Images", {}).get("RebuildAfterDays", REBUILD_AFTER_DAYS)
    age = days(there, datetime.now(UTC)) if there else 0
    if there and age < most:
        reused = {**known, "Build": False, "Version": there.version, "Identity": f"{repository}:{there.tag}"}
        return {**reused, "Uri": f"{repository}@{there.digest}"}, image_decisions.unchanged(reused)
    uri = f"{repository}:{image_tag(image['Version'], kind, known['Content'])}"
    new = {**known, "Uri": uri, "Identity": uri, "Fresh": bool(there)}
    if there:
        return new, image_decisions.too_old(new, there.version, age, most)
    return new, image_decisions.built(new, last_built(kind, image["Version"]))


def objects_of(kind: str, image: Image, commit: dict[str, str]) -> Objects:
    """Return git's ids of what an image is made of; raise MissingSource for what the commit does not hold."""
    found = {
        "Dockerfile": source.blob(commit, image["Dockerfile"]),
        "Dockerignore": source.blob(commit, f"{image['Dockerfile']}.dockerignore"),
        "Context": source.tree(commit, image["Context"]),
    }
    where = f"repository {commit['Repository']}, branch {commit['Branch']}, commit {commit['Commit'][:8]}"
    for key, what in (("Dockerfile", "file"), ("Context", "folder")):
        if found[key] is None:
            raise MissingSource(f"Images.{kind}.{key}: there is no {what} {image[key]} in {where}")
    return found


def last_built(kind: str, version: int) -> Image | None:
    """Return the image of a kind that an earlier version had and whose content is known, None before there is one."""
    of_content = records.meeting(Attr(f"Images.{kind}.Content").attribute_type("S"))
    record = next((found for found in of_content if found["Version"] < version), None)
    return record["Images"][kind] if record else None
