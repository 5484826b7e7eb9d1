"""Clean Up: removes what a failed build made and nothing uses, and explains the failure, of a rollback too."""

import os
from typing import Any

from endpoints.removal import remove
from news.failure import explain


def handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """Return {"Error", "Cause"} in words; Build is null when the plan itself failed."""
    error, cause = explain(event["Failure"], os.environ["AWS_REGION"])
    if event["Build"] and "Rollback" not in event["Build"]:  # a rollback has made nothing, and goes back to what has to stay
        remove(event["Build"]["Names"])
    return {"Error": error, "Cause": cause}
