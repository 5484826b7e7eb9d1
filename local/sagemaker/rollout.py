"""How an update moves the traffic to the new fleet, and which alarms turn it back.

Known: blue/green all at once, canary and linear, rolling updates as linear ones, their waits, and alarms. A share of the instances is a share of the requests.
https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-blue-green.html
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from local.gateway import pace
from local.gateway.protocol import ServiceError

LOOK_SECONDS = 0.1
MOST = 0.5  # of the instances may be a canary, or one step of a linear shift
LEAST = 0.1


@dataclass(frozen=True)
class Step:
    """A share of the traffic that reaches the new fleet, and for how many seconds the alarms are looked at then."""

    share: float
    seconds: float


class AlarmRaised(Exception):
    """An alarm went off while the new fleet served; the message is the endpoint's FailureReason."""


def steps(deployment: dict[str, Any], instances: int) -> list[Step]:
    """Return the steps of an update of an endpoint with so many instances; raise ServiceError for one that AWS refuses."""
    policy = deployment.get("BlueGreenUpdatePolicy", {}).get("TrafficRoutingConfiguration", {})
    rolling = deployment.get("RollingUpdatePolicy")
    kind = "LINEAR" if rolling else policy.get("Type", "ALL_AT_ONCE")
    wait = float((rolling or policy).get("WaitIntervalInSeconds", 0))
    if kind == "ALL_AT_ONCE":
        return [Step(1.0, wait)]
    member = "RollingUpdatePolicy.MaximumBatchSize" if rolling else {"CANARY": "CanarySize", "LINEAR": "LinearStepSize"}[kind]
    size = (rolling or policy).get(member.rpartition(".")[2])
    if size is None:
        raise ServiceError("ValidationException", f"{member} is required for traffic routing of type {kind}.")
    share = size["Value"] / (max(instances, 1) if size["Type"] == "INSTANCE_COUNT" else 100)
    if instances <= 1:
        return [Step(1.0, wait)]  # one instance cannot be divided
    if not (LEAST if kind == "LINEAR" and not rolling else 0) <= share <= MOST:
        raise ServiceError("ValidationException", f"{member} must be between 10% and 50% of the variant's total instance count.")
    if kind == "CANARY":
        return [Step(share, wait), Step(1.0, wait)]
    return [Step(min(1.0, share * number), wait) for number in range(1, math.ceil(1 / share) + 1)]


def check_variants(deployment: dict[str, Any], old: list[str], new: list[str]) -> None:
    """Refuse an update with guardrails whose variants have other names than before."""
    if deployment and sorted(old) != sorted(new):
        raise ServiceError(
            "ValidationException", f"The variant names {new} differ from the endpoint's, {old}: deployment guardrails need the same."
        )


def check_alarms(deployment: dict[str, Any], exists: Callable[[str], bool]) -> None:
    """Refuse an update whose alarms are not there."""
    alarms = [alarm.get("AlarmName", "") for alarm in deployment.get("AutoRollbackConfiguration", {}).get("Alarms", [])]
    missing = [name for name in alarms if not exists(name)]
    if missing:
        raise ServiceError("ValidationException", f"The alarms in AutoRollbackConfiguration do not exist: {', '.join(missing)}.")


def bake(deployment: dict[str, Any], seconds: float, state_of: Callable[[str], str]) -> None:
    """Look at the alarms for some seconds of AWS's, once at least; raise AlarmRaised if one is in state ALARM."""
    alarms = [alarm["AlarmName"] for alarm in deployment.get("AutoRollbackConfiguration", {}).get("Alarms", [])]
    deadline = time.monotonic() + pace.hosting(seconds)
    while True:
        raised = [name for name in alarms if state_of(name) == "ALARM"]
        if raised:
            raise AlarmRaised(f"One or more configured alarms are in state ALARM: {', '.join(raised)}.")
        if time.monotonic() >= deadline:
            return
        time.sleep(LOOK_SECONDS)
