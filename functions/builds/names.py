"""Names that SageMaker accepts and has never seen."""

import hashlib

LONGEST = 63


def suffix(execution_arn: str, start_time: str) -> str:
    """Return eight characters that belong to one execution for ever: a repeated step finds them again, a new stack never does."""
    return hashlib.sha256(f"{execution_arn} {start_time}".encode()).hexdigest()[:8]


def resource_name(stack: str, version: int, tail: str) -> str:
    """Return the name of what one version makes, such as churn-v12-1a2b3c4d, at most 63 characters."""
    ending = f"-v{version}-{tail}"
    return stack[: LONGEST - len(ending)].rstrip("-") + ending


def names(stack: str, version: int, tail: str) -> dict[str, str]:
    """Return the names of all that a build makes.

    Rehearsal is the endpoint on which a version may serve before the traffic moves to it; no stack gets that name, check_stack_name sees to it.
    """
    name = resource_name(stack, version, tail)
    return {
        "TrainingJob": name,
        "TuningJob": name,
        "Model": name,
        "EndpointConfig": name,
        "Endpoint": stack,
        "Rehearsal": f"{stack}-rehearsal",
    }


def image_tag(version: int, kind: str) -> str:
    """Return the tag of a version's image, such as v12-training."""
    return f"v{version}-{kind.lower()}"
