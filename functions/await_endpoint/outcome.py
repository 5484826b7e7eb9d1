"""What has become of the endpoint that a state waits for."""

from datetime import datetime, timedelta
from typing import Any

from endpoints.endpoint import CHANGING


class EndpointFailed(Exception):
    """The endpoint does not serve, and will not."""


class EndpointRolledBack(Exception):
    """The endpoint serves, but not the configuration that it was given."""


class EndpointTimedOut(Exception):
    """The endpoint has not come to rest within the time that it may take."""


def outcome(wait: dict[str, Any], found: dict[str, Any] | None, now: datetime) -> dict[str, Any] | None:
    """Return {"Status"} once the endpoint is what the state waits for, None until then; raise once it cannot become so."""
    result = served(wait, found) if wait["For"] == "SERVING" else calm(found)
    elapsed = now - datetime.fromisoformat(wait["StartedAt"])
    if result is None and found and elapsed > timedelta(seconds=wait["PatienceSeconds"]):
        raise EndpointTimedOut(
            f"endpoint {wait['Endpoint']} is still {found['EndpointStatus']} after {elapsed.total_seconds() / 60:.0f} minutes"
        )
    return result


def calm(found: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the status of an endpoint that can be changed, or is gone; None as long as it is being changed."""
    if found is None:
        return {"Status": None}
    return None if found["EndpointStatus"] in CHANGING else {"Status": found["EndpointStatus"]}


def served(wait: dict[str, Any], found: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the status of an endpoint that serves the configuration that is waited for, None as long as it is on its way."""
    name, wanted = wait["Endpoint"], wait["EndpointConfig"]
    if found is None:
        raise EndpointFailed(f"endpoint {name} no longer exists")
    status, why = found["EndpointStatus"], found.get("FailureReason", "SageMaker gave no reason")
    if status == "Deleting" or status not in {"InService", *CHANGING}:
        raise EndpointFailed(f"endpoint {name} is {status}: {why}")
    if status != "InService":
        return None
    if found["EndpointConfigName"] == wanted:
        return {"Status": status}
    if found["LastModifiedTime"] < datetime.fromisoformat(wait["StartedAt"]):
        return None  # seen as it was before the update
    raise EndpointRolledBack(f"endpoint {name} serves {found['EndpointConfigName']} again instead of {wanted}: {why}")
