"""Clean Up: removes what a failed build made and nothing uses, and explains the failure, of a rollback too."""

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
        deployment, is_rollback = event["Deployment"] or {}, "Rollback" in build
        cause += "" if is_rollback else restored(failure, deployment)
        if log := log_of(failure, build["Names"], deployment.get("StartedAt")):
            cause += last_words(log, secrets(event["Parameters"]), region)
        if not is_rollback:  # that has made nothing, and goes back to what has to stay
            remove(build["Names"])
    return {"Error": error, "Cause": cut(cause)}
