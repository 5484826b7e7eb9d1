"""Where SageMaker pulls images from: Amazon ECR in its own region."""

import re
from typing import Any

from api.rules.rule import Rule, get

PRIVATE = re.compile(r"\d{12}\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.[a-z0-9.-]+/\S+")
DUAL_STACK = re.compile(r"\d{12}\.dkr-ecr(?:-fips)?\.([a-z0-9-]+)\.on\.[a-z0-9.-]+/\S+")


def elsewhere(uri: str | None, mode: str | None, region: str) -> str | None:
    """Return an image that is not in the region's registries; one in a registry of the user's own VPC may be anywhere."""
    if uri is None or mode == "Vpc":
        return None
    found = PRIVATE.fullmatch(uri) or DUAL_STACK.fullmatch(uri)
    return uri if not found or found[1] != region else None


def rules(region: str, member: str, mode: str) -> tuple[Rule, ...]:
    """Return the rule of an image in a region."""

    def wrong(holder: dict[str, Any]) -> str | None:
        return elsewhere(get(holder, member), get(holder, mode), region)

    says = f"expected an image in Amazon ECR in {region}, such as 123456789012.dkr.ecr.{region}.amazonaws.com/name:tag, got {{}}"
    return (Rule(member, says, "API_ContainerDefinition", wrong),)
