"""Rules of how an update moves the traffic."""

from typing import Any

from api.rules.rule import Rule, get, given

TRAFFIC = "BlueGreenUpdatePolicy.TrafficRoutingConfiguration"
BATCH = "RollingUpdatePolicy.MaximumBatchSize"
ROLLBACK = "RollingUpdatePolicy.RollbackMaximumBatchSize"


def percent(deployment: dict[str, Any], member: str) -> int | None:
    """Return a size that is a share of the fleet, in percent."""
    size = get(deployment, member)
    return int(size["Value"]) if size and size["Type"] == "CAPACITY_PERCENT" else None


def outside(deployment: dict[str, Any], member: str, least: int, most: int) -> int | None:
    """Return a share that is outside of what is allowed."""
    share = percent(deployment, member)
    return share if share is not None and not least <= share <= most else None


def without(deployment: dict[str, Any], kind: str, member: str) -> bool:
    """Return whether a way of shifting the traffic lacks the size of its steps."""
    return get(deployment, f"{TRAFFIC}.Type") == kind and get(deployment, f"{TRAFFIC}.{member}") is None


def waiting(deployment: dict[str, Any]) -> int | None:
    """Return how long a blue/green deployment waits at least, where that is not less than it may take."""
    policy = deployment.get("BlueGreenUpdatePolicy") or {}
    waits = policy.get("TerminationWaitInSeconds", 0) + (get(policy, "TrafficRoutingConfiguration.WaitIntervalInSeconds") or 0)
    most = policy.get("MaximumExecutionTimeoutInSeconds")
    return waits if most and waits >= most else None


DEPLOYMENT = (
    Rule("BlueGreenUpdatePolicy", "not together with RollingUpdatePolicy", "API_DeploymentConfig",
         lambda deployment: len(given(deployment, "BlueGreenUpdatePolicy", "RollingUpdatePolicy")) > 1),
    Rule(f"{TRAFFIC}.CanarySize", "required with Type CANARY", "dg/deployment-guardrails-blue-green-canary",
         lambda deployment: without(deployment, "CANARY", "CanarySize")),
    Rule(f"{TRAFFIC}.CanarySize.Value", "expected at most 50 percent, got {}", "API_TrafficRoutingConfig",
         lambda deployment: outside(deployment, f"{TRAFFIC}.CanarySize", 1, 50)),
    Rule(f"{TRAFFIC}.LinearStepSize", "required with Type LINEAR", "dg/deployment-guardrails-blue-green-linear",
         lambda deployment: without(deployment, "LINEAR", "LinearStepSize")),
    Rule(f"{TRAFFIC}.LinearStepSize.Value", "expected 10 to 50 percent, got {}", "API_TrafficRoutingConfig",
         lambda deployment: outside(deployment, f"{TRAFFIC}.LinearStepSize", 10, 50)),
    Rule("BlueGreenUpdatePolicy.MaximumExecutionTimeoutInSeconds", "expected more than the waits, which are {} seconds",
         "API_BlueGreenUpdatePolicy", waiting),
    Rule(f"{BATCH}.Value", "expected 5 to 50 percent, got {}", "API_RollingUpdatePolicy",
         lambda deployment: outside(deployment, BATCH, 5, 50)),
    Rule(f"{ROLLBACK}.Value", "expected at most 100 percent, got {}", "API_RollingUpdatePolicy",
         lambda deployment: outside(deployment, ROLLBACK, 1, 100)),
)  # fmt: skip
