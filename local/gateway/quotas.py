"""Service quotas: none until one is set, by POST /_local/quotas with {"ml.p3.2xlarge for training job usage": 0} or in LOCAL_AWS_QUOTAS.

SageMaker's quotas have the names that Service Quotas gives them; CodeBuild's is "builds in queue for the account". null takes a quota away again, GET
shows those that are set.
"""

import os

from local.gateway.documents import App, changing, serving
from local.gateway.protocol import ServiceError

PATH = "/_local/quotas"
BUILDS = "builds in queue for the account"
quotas: dict[str, int] = {}
change = changing(quotas, int)


def require(name: str, used: int, wanted: int) -> None:
    """Refuse, in SageMaker's words, what would use more instances than a quota allows."""
    limit = quotas.get(name)
    if limit is not None and used + wanted > limit:
        message = (
            f"The account-level service limit '{name}' is {limit} Instances, with current utilization of {used} Instances and a request delta "
            f"of {wanted} Instances. Please use AWS Service Quotas to request an increase for this quota. If AWS Service Quotas is not available, "
            "contact AWS support to request an increase for this quota."
        )
        raise ServiceError("ResourceLimitExceeded", message)


def too_many_builds(queued: int) -> str:
    """Return in CodeBuild's words why another build cannot be queued, "" if it can."""
    limit = quotas.get(BUILDS)
    return f"Cannot have more than {limit} {BUILDS}" if limit is not None and queued >= limit else ""


def middleware(app: App) -> App:
    """Return an application that shows and sets quotas and leaves the rest to another."""
    change(os.environ.get("LOCAL_AWS_QUOTAS") or "{}")
    return serving(PATH, quotas, change, app)
