"""How long a change of an endpoint may take, and how long nothing may be heard of it before it is looked at again."""

from typing import Any

# What SageMaker needs beside the waits that it is asked for. With two silences a deployment that still succeeds is looked at twice at most.
SILENCE, PATIENCE = 20 * 60, 60 * 60
# A deletion takes a minute or two, and no event tells its end.
GOING = 60
# Another's update may shift its traffic for hours, and an endpoint that never answers its health check is given up after more than one.
CALM_PATIENCE = 4 * 60 * 60
# A linear step is a tenth of the instances at least, a rolling one a twentieth; after each of them SageMaker waits.
MOST_STEPS = {"ALL_AT_ONCE": 1, "CANARY": 2, "LINEAR": 10, "ROLLING": 20}
STARTING = ("ModelDataDownloadTimeoutInSeconds", "ContainerStartupHealthCheckTimeoutInSeconds")


def for_change(request: dict[str, Any], config: dict[str, Any]) -> dict[str, int]:
    """Return how long a CreateEndpoint or UpdateEndpoint request to a configuration is waited for."""
    waits = asked_for(request) + starting(config)
    return {"HeartbeatSeconds": SILENCE + waits, "PatienceSeconds": PATIENCE + waits}


def for_calm(going: bool) -> dict[str, int]:
    """Return how long an endpoint that is being changed is waited for, or one that is being deleted."""
    return {"HeartbeatSeconds": GOING if going else SILENCE, "PatienceSeconds": CALM_PATIENCE}


def asked_for(request: dict[str, Any]) -> int:
    """Return the seconds of a deployment policy: what it allows, or else all of its waits."""
    policies = request.get("DeploymentConfig", {})
    rolling, blue_green = policies.get("RollingUpdatePolicy"), policies.get("BlueGreenUpdatePolicy", {})
    routing = rolling or blue_green.get("TrafficRoutingConfiguration", {})
    waits = MOST_STEPS["ROLLING" if rolling else routing.get("Type", "ALL_AT_ONCE")] * routing.get("WaitIntervalInSeconds", 0)
    seconds: int = (rolling or blue_green).get("MaximumExecutionTimeoutInSeconds", waits + blue_green.get("TerminationWaitInSeconds", 0))
    return seconds


def starting(config: dict[str, Any]) -> int:
    """Return the seconds that the slowest variant of a configuration may take to load its model and to answer."""
    return max((sum(variant.get(key, 0) for key in STARTING) for variant in config.get("ProductionVariants", [])), default=0)
