"""Policies of endpoints: what goes through them, whoever asks for it.

https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
"""

from typing import Any

from ministack.core import iam_actions
from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy

from local.gateway.state import ACCOUNT, region
from local.vpc import doors


def denial(place: doors.Place, door: str, caller: str, action: str | None, resource: str) -> str | None:
    """Return why the endpoints that lead from a place to a service do not let an action through; None where they do."""
    if not action or all(is_let_through(subnet, place, door, caller, action, resource) for subnet in place.subnets):
        return None
    return f"User: {caller} is not authorized to perform: {action} on resource: {resource} because no VPC endpoint policy allows the {action} action"


def is_let_through(subnet: str, place: doors.Place, door: str, caller: str, action: str, resource: str) -> bool:
    """Return whether one of the endpoints that lead from a subnet allows an action; one without a policy allows all, and a NAT gateway asks nothing."""
    policies = [found.get("PolicyDocument") for found in doors.leading(subnet, place.groups, door)]
    about = EvalContext(caller, "AssumedRole", ACCOUNT, action, resource, region())
    return not policies or any(policy is None or evaluate_resource_policy(policy, about).decision == "Allow" for policy in policies)


def asked(service: str, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> tuple[str | None, str]:
    """Return the action that a call asks for, None where IAM knows none, and the resource that it is about."""
    action = iam_actions.extract_iam_action(service, method, path, headers, body, query)
    return action, iam_actions.extract_resource_arn(service, method, path, headers, body, query, region(), ACCOUNT)
