"""Whether an endpoint serves what a build made."""

from datetime import datetime, timedelta
from typing import Any

from endpoint import CHANGING

LONGEST = timedelta(hours=1)


class EndpointFailed(Exception):
    """The endpoint does not serve, and will not."""


class EndpointRolledBack(Exception):
    """The endpoint serves, but not the configuration that this build made."""


class EndpointTimedOut(Exception):
    """The endpoint was not ready within the time that a deployment may take."""


def progress(build: dict[str, Any], found: dict[str, Any] | None, started_at: datetime, now: datetime) -> dict[str, Any]:
    """Return {"Ready", "Status"} of the endpoint that was found; raise once it can no longer become ready."""
    name, wanted = build["Names"]["Endpoint"], build["Names"]["EndpointConfig"]
    if found is None:
        raise EndpointFailed(f"endpoint {name} no longer exists")
    status, why = found["EndpointStatus"], found.get("FailureReason", "SageMaker gave no reason")
    if status == "InService":
        if found["EndpointConfigName"] == wanted:
            return {"Ready": True, "Status": status}
        raise EndpointRolledBack(f"endpoint {name} serves {found['EndpointConfigName']} again instead of {wanted}: {why}")
    if status not in CHANGING or status == "Deleting":
        raise EndpointFailed(f"endpoint {name} is {status}: {why}")
    if now - started_at > LONGEST:
        raise EndpointTimedOut(f"endpoint {name} is still {status} after {LONGEST.total_seconds() / 60:.0f} minutes")
    return {"Ready": False, "Status": status}
