"""Using a key of the customer's for somebody: it has to be there, in this region and enabled, and IAM and its own policy have to let them."""

from collections.abc import Callable
from typing import Any

from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy
from ministack.services import kms

from local.gateway.state import ACCOUNT, region
from local.iam import authorization

STATES = {"Disabled": ("Disabled", "is disabled."), "PendingDeletion": ("InvalidState", "is pending deletion.")}


class Unusable(Exception):
    """A key that may or can not be used; kind is NotFound, Disabled, InvalidState or AccessDenied, and the message is KMS's."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def named(key: str | None) -> str | None:
    """Return a key that a resource names, None where it is one of AWS's own, which everybody in the account uses through its service."""
    return None if not key or key.rpartition(":")[2].startswith("alias/aws/") else key


def require(headers: dict[str, str], key: str, actions: tuple[str, ...], service: str, context: dict[str, str]) -> None:
    """Raise Unusable unless the caller of a request may use a key for what a service does with it; context is the encryption context."""
    ask(lambda *about: authorization.require(headers, *about), key, actions, service, context)


def require_of_role(role: str, key: str, actions: tuple[str, ...], service: str, context: dict[str, str]) -> None:
    """Raise Unusable unless a role may use a key for what a service does with it."""
    ask(lambda *about: authorization.require_of_role(role, *about), key, actions, service, context)


def ask(
    allowed: Callable[[str, str, dict[str, Any]], None], key: str, actions: tuple[str, ...], service: str, context: dict[str, str]
) -> None:
    """Raise Unusable unless a key works and all actions are allowed."""
    arn = usable(key)
    about = {"kms:ViaService": f"{service}.{region()}.amazonaws.com"}
    about |= {f"kms:EncryptionContext:{name}": value for name, value in context.items()}
    for action in actions:
        try:
            allowed(action, arn, about)
        except authorization.Denied as denied:
            words = str(denied) if is_left_to_account(arn, action, about) else str(denied).replace("identity-based", "resource-based")
            raise Unusable("AccessDenied", words) from None


def is_left_to_account(key: str, action: str, about: dict[str, str]) -> bool:
    """Return whether a key's policy leaves it to the account's own policies who may do something."""
    known = {name.lower(): value for name, value in about.items()}
    root = EvalContext(f"arn:aws:iam::{ACCOUNT}:root", "Root", ACCOUNT, action, key, region(), service_context=known)
    return bool(evaluate_resource_policy(kms._resolve_key(key)["Policy"], root).decision == "Allow")


def usable(key: str) -> str:
    """Return the ARN of a key that is there and works."""
    parts = key.split(":")
    if len(parts) > 5 and parts[3] != region():
        raise Unusable("NotFound", f"Invalid arn {parts[3]}")
    record: dict[str, Any] | None = kms._resolve_key(key)
    if record is None:
        raise Unusable("NotFound", f"Key '{key}' does not exist")
    if record["KeyState"] in STATES:
        kind, words = STATES[record["KeyState"]]
        raise Unusable(kind, f"{record['Arn']} {words}")
    return str(record["Arn"])
