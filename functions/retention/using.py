"""What a version uses of others: its configuration may serve their models, and its models may load their images and files."""

import json
import os
import re
from collections.abc import Iterator
from typing import Any

from builds import records, served
from builds.kept import models
from builds.names import version_in
from endpoints import endpoint


class ForeignConfiguration(Exception):
    """The endpoint has a configuration that no build has made: what that uses is not known."""


def by_endpoint(found: dict[str, Any] | None) -> set[int]:
    """Return the versions that an endpoint serves, is on its way to, or may come back to."""
    if found is None:
        return set()
    names = {found["EndpointConfigName"], found.get("PendingDeploymentSummary", found)["EndpointConfigName"]}
    versions = {served.version_named(name) for name in names}
    if None in versions:
        raise ForeignConfiguration(", ".join(sorted(names)))
    return {version for version in versions if version}


def by_version(record: dict[str, Any]) -> list[int] | None:
    """Return the other versions that one uses, by its record; None as long as it is being built."""
    if "EndedAt" not in record:
        return None
    if "Names" not in record:
        return []
    text = json.dumps(list(described(record["Names"])), default=str)
    named = named_in(text, os.environ["STACK_NAME"], os.environ["CODE_BUCKET"], os.environ["IMAGE_REPOSITORY"])
    return sorted(named - {record["Version"]})


def images_of(record: dict[str, Any]) -> set[int]:
    """Return the versions that have built a version's images, whose digests do not tell; nothing else of them is used."""
    return {int(image["Version"]) for image in record.get("Images", {}).values() if image.get("Version")}


def described(names: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield how a version's configuration and the models that builds have made for it are described, as far as they are there."""
    config = endpoint.describe_config(names["EndpointConfig"]) or {}
    yield config
    for model in {names["Model"], *models(config)}:
        if is_own(model):
            yield endpoint.describe_model(model) or {}


def is_own(name: str) -> bool:
    """Return whether something is called as what a build of this stack makes."""
    version = version_in(name)
    return version is not None and records.read(version).get("Names", {}).get("Model") == name


def named_in(text: str, stack: str, bucket: str, repository: str) -> set[int]:
    """Return the versions whose models, images or files a description names."""
    found = [
        *re.findall(rf'"{re.escape(stack)}-v(\d+)-[0-9a-f]{{8}}"', text),
        *re.findall(rf"/{re.escape(repository)}:v(\d+)-(?:training|inference)\b", text),
        *re.findall(rf"s3://{re.escape(bucket)}/versions/v(\d+)/", text),
    ]
    return {int(version) for version in found}
