"""Check … Request: nothing reaches SageMaker that its API would refuse, or without the build's name and tags."""

import os
from typing import Any

from calls.checked import checked_request


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return the request to send; raise InvalidRequest with the member's path."""
    return checked_request(event["Operation"], event["Request"], event["Build"], event["Parameters"], os.environ["AWS_REGION"])
