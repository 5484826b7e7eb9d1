"""Clean Up: removes what a failed build made and nothing uses, and explains the failure, also of a rollback and of the endpoint's hours."""

import os
from typing import Any

from document.secrets import secrets
from endpoints.removal import remove
from news.failure import cut, explain, restored
from news.last_words import log_of
from news.logs import last_words


def handler(event: dict[str, Any], context: object) -> dict[str, str]:
    """Return {"Error", "Cause"} in words; Build, Parameters and Deployment are null where the build did not come that far."""
    build, failure, region = event["Build"], event["Failure"], os.environ["AWS_REGION"]
    error, cause = explain(failure, region)
    if build:
        deployment, has_made = event["Deployment"] or {}, "Rollback" not in build and "Hours" not in build
        cause += restored(failure, deployment) if has_made else ""
        if log := log_of(failure, build["Names"], deployment.get("StartedAt")):
            cause += last_words(log, secrets(event["Parameters"]), region)
        if has_made:  # nothing has been made by what brings back a version that has to stay
            remove(build["Names"])
    return {"Error": error, "Cause": cut(cause)}
