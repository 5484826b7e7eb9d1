"""What a key's own policy says to AWS's services."""

from typing import Any

from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy
from ministack.services import kms

from local.gateway.state import ACCOUNT, region


def admits(key: str, service: str, action: str, context: dict[str, Any]) -> bool:
    """Return whether a key that is there and enabled lets a service do something; context is what the service tells of itself."""
    found = kms.key_policy_for_arn(key)
    if found is None or not kms._keys[key.rpartition("/")[2]]["Enabled"]:
        return False
    known = {name.lower(): value for name, value in {"aws:SourceAccount": ACCOUNT, **context}.items()}
    about = EvalContext(service, "Service", ACCOUNT, action, key, region(), service_context=known)
    return bool(evaluate_resource_policy(found[0], about, service=service).decision == "Allow")
