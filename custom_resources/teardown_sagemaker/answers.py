"""What SageMaker says of a resource that has gone, or a job that has ended, meanwhile."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError


def gone_is_done(delete: Callable[..., Any], **name: str) -> None:
    """Delete something that may be gone already."""
    try:
        delete(**name)
    except ClientError as error:
        if not is_gone(error):
            raise


def ended_is_done(stop: Callable[..., Any], **name: str) -> None:
    """Stop something that may have ended meanwhile."""
    try:
        stop(**name)
    except ClientError as error:
        if "in status" not in error.response["Error"]["Message"]:
            raise


def is_gone(error: ClientError) -> bool:
    """Return whether SageMaker says that there is no such resource, or can be none; it has no error codes of their own for that."""
    message = error.response["Error"]["Message"]
    return "Could not find" in message or "failed to satisfy constraint" in message
