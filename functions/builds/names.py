"""Names that SageMaker accepts and has never seen."""

import hashlib
import re

LONGEST = 63


def suffix(execution_arn: str, start_time: str) -> str:
    """Return eight characters that belong to one execution for ever: a repeated step finds them again, a new stack never does."""
    return hashlib.sha256(f"{execution_arn} {start_time}".encode()).hexdigest()[:8]


def resource_name(stack: str, version: int, tail: str) -> str:
    """Return the name of what one version makes, such as churn-v12-1a2b3c4d, at most 63 characters."""
    ending = f"-v{version}-{tail}"
    return stack[: LONGEST - len(ending)].rstrip("-") + ending


def names(stack: str, version: int, tail: str) -> dict[str, str]:
    """Return the names of all that a build makes."""
    name = resource_name(stack, version, tail)
    return {
        "TrainingJob": name,
        "TuningJob": name,
        "Evaluation": resource_name(stack, version, f"{tail}-new"),
        "ChampionEvaluation": resource_name(stack, version, f"{tail}-old"),
        "Model": name,
        "EndpointConfig": name,
        "Endpoint": stack,
        "Rehearsal": rehearsal_endpoint(stack),
    }


def rehearsal_endpoint(stack: str) -> str:
    """Return the name of the endpoint on which a version may serve before the traffic moves; check_stack_name keeps it free."""
    return f"{stack}-rehearsal"


def image_tag(version: int, kind: str, content: str | None = None) -> str:
    """Return the tag of a version's image, such as v12-training-0a1b2c3d4e5f6071; without the last part where it is not known what it is made of."""
    return f"v{version}-{kind.lower()}" + (f"-{content}" if content else "")


def version_of_tag(tag: str) -> int | None:
    """Return the version that an image was built for, by its tag; None where it is no such."""
    found = re.fullmatch(r"v(\d+)-(?:training|inference)(?:-[0-9a-f]{16})?", tag)
    return int(found[1]) if found else None


def version_in(name: str) -> int | None:
    """Return the version in the name of what one version makes, None where the name is no such."""
    found = re.search(r"-v(\d+)-[0-9a-f]{8}$", name)
    return int(found[1]) if found else None
