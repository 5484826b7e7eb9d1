"""Whether an endpoint serves what a build made."""

from datetime import datetime, timedelta
from typing import Any

from endpoints.endpoint import CHANGING

PATIENCE = timedelta(hours=1)
# A linear step is a tenth of the instances at least, a rolling one a twentieth; after each of them SageMaker waits.
MOST_STEPS = {"ALL_AT_ONCE": 1, "CANARY": 2, "LINEAR": 10, "ROLLING": 20}
# A deployment that moves traffic bit by bit may take hours, and an execution has 25,000 events: so it is looked at less and less often.
SOON, LATER, LONG = 15, 60, timedelta(minutes=10)


class EndpointFailed(Exception):
    """The endpoint does not serve, and will not."""


class EndpointRolledBack(Exception):
    """The endpoint serves, but not the configuration that this build made."""


class EndpointTimedOut(Exception):
    """The endpoint was not ready within the time that a deployment may take."""


def progress(build: dict[str, Any], deployment: dict[str, Any], found: dict[str, Any] | None, now: datetime) -> dict[str, Any]:
    """Return {"Ready", "Status", "WaitSeconds"} of the endpoint that was found; raise once it can no longer become ready."""
    elapsed = now - datetime.fromisoformat(deployment["StartedAt"])
    name, wanted = build["Names"]["Endpoint"], build["Names"]["EndpointConfig"]
    if found is None:
        raise EndpointFailed(f"endpoint {name} no longer exists")
    status, why = found["EndpointStatus"], found.get("FailureReason", "SageMaker gave no reason")
    if status == "InService":
        if found["EndpointConfigName"] == wanted:
            return {"Ready": True, "Status": status, "WaitSeconds": 0}
        raise EndpointRolledBack(f"endpoint {name} serves {found['EndpointConfigName']} again instead of {wanted}: {why}")
    if status not in CHANGING or status == "Deleting":
        raise EndpointFailed(f"endpoint {name} is {status}: {why}")
    if elapsed > longest(deployment["Request"]):
        raise EndpointTimedOut(f"endpoint {name} is still {status} after {elapsed.total_seconds() / 60:.0f} minutes")
    return {"Ready": False, "Status": status, "WaitSeconds": SOON if elapsed < LONG else LATER}


def longest(request: dict[str, Any]) -> timedelta:
    """Return how long a deployment may take: what its policy allows, or else all of its waits, and an hour for SageMaker."""
    policies = request.get("DeploymentConfig", {})
    rolling, blue_green = policies.get("RollingUpdatePolicy"), policies.get("BlueGreenUpdatePolicy", {})
    routing = rolling or blue_green.get("TrafficRoutingConfiguration", {})
    waits = MOST_STEPS["ROLLING" if rolling else routing.get("Type", "ALL_AT_ONCE")] * routing.get("WaitIntervalInSeconds", 0)
    allowed = (rolling or blue_green).get("MaximumExecutionTimeoutInSeconds", waits + blue_green.get("TerminationWaitInSeconds", 0))
    return PATIENCE + timedelta(seconds=allowed)
