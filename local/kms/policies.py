"""What a key's own policy says to AWS's services."""

from typing import Any

from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy
from ministack.services import kms

from local.gateway.state import ACCOUNT, region
from local.kms import use


def admits(key: str, service: str, action: str, context: dict[str, Any]) -> bool:
    """Return whether a key that is there and enabled lets a service do something; context is what the service tells of itself."""
    try:
        arn = use.usable(key)
    except use.Unusable:
        return False
    known = {name.lower(): value for name, value in context.items()}
    about = EvalContext(service, "Service", ACCOUNT, action, arn, region(), service_context=known)
    return bool(evaluate_resource_policy(kms._resolve_key(key)["Policy"], about, service=service).decision == "Allow")
