"""Where this local AWS keeps its files, and how it is reached."""

import os
from pathlib import Path

ACCOUNT = "000000000000"


def state_dir() -> Path:
    """Return the private folder of this local AWS; it goes when the local AWS goes."""
    return Path(os.environ["LOCAL_AWS_STATE_DIR"])


def region() -> str:
    """Return the one region of this local AWS."""
    return os.environ["MINISTACK_REGION"]


def url() -> str:
    """Return the address of this local AWS."""
    return os.environ["LOCAL_AWS_URL"]


def arn(service: str, resource: str) -> str:
    """Return the ARN of a resource in this local AWS."""
    return f"arn:aws:{service}:{region()}:{ACCOUNT}:{resource}"
