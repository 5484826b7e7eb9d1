"""The count of a variant's instances follows its load, as its policy says, while the endpoint is in service and no cooldown lasts."""

import logging
import threading
import time

from ministack.core.responses import request_scope

from local.autoscaling import targets, tracking
from local.autoscaling.targets import Policy
from local.gateway import pace
from local.gateway.state import ACCOUNT, region
from local.sagemaker import capacities, invocation_metrics
from local.sagemaker.deployment import ENDPOINTS

TICK_SECONDS = 0.2
scaled: dict[str, float] = {}  # when the instances of a target were counted anew the last time
log = logging.getLogger(__name__)


def register() -> None:
    """Let it happen all the time."""
    threading.Thread(target=follow, daemon=True).start()


def follow() -> None:
    """Look at every policy again and again, as long as the process lasts."""
    while True:
        time.sleep(TICK_SECONDS)
        with request_scope(ACCOUNT, region()):
            for policy in list(targets.policies.values()):
                try:
                    look(policy, time.time())
                except Exception:
                    log.exception("scaling by policy %s", policy["PolicyARN"])


def look(policy: Policy, now: float) -> None:
    """Change the count of instances if the load asks for it."""
    of = policy["ResourceId"]
    _, endpoint, _, variant = of.split("/")
    invocation_metrics.put(tracking.METRIC, {"EndpointName": endpoint, "VariantName": variant}, 0.0)  # so does SageMaker where nobody asks
    found = {entry["VariantName"]: entry for entry in ENDPOINTS.all.get(endpoint, {}).get("ProductionVariants", [])}.get(variant)
    if of not in targets.registered or found is None or ENDPOINTS.all[endpoint]["EndpointStatus"] != "InService":
        return
    count = found["DesiredInstanceCount"]
    asked = tracking.wanted(policy, targets.registered[of], count, tracking.load(policy, now))
    if asked is None or (asked < count and not all_agree(of)) or now < scaled.get(of, 0) + cooldown(policy, asked > count):
        return
    scaled[of] = now
    capacities.change(ENDPOINTS.all[endpoint], [{"VariantName": variant, "DesiredInstanceCount": asked}])
    log.info("endpoint %s, variant %s: from %s to %s instances", endpoint, variant, count, asked)


def all_agree(of: str) -> bool:
    """Return whether every policy of a target would take instances away: if one would not, they stay."""
    return all(tracking.state(policy, "AlarmLow") == "ALARM" for policy in targets.policies_of(of))


def cooldown(policy: Policy, out: bool) -> float:
    """Return how many seconds have to pass since the last change."""
    config = policy["TargetTrackingScalingPolicyConfiguration"]
    return pace.hosting(config.get("ScaleOutCooldown" if out else "ScaleInCooldown", tracking.COOLDOWN_SECONDS))
