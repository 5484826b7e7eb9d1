"""Who may clone and push."""

import base64
from typing import Any

from ministack.core.iam_evaluator import resolve_caller_identity
from ministack.core.responses import request_scope

from local.codecommit import repositories
from local.gateway.state import ACCOUNT, arn, region
from local.iam import authorization
from local.vpc import doors


class Refused(Exception):
    """A request that is not git's to answer: its status, and what is said about it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


def admitted(name: str, headers: dict[str, str], pushing: bool) -> str:
    """Return the ARN of a caller who may pull or push; raise Refused otherwise."""
    user = user_name(headers)
    if user is None:
        raise Refused(401, "git needs a user name: the access key")
    if name not in repositories.records:
        raise Refused(404, f"repository {name} does not exist")
    with request_scope(ACCOUNT, region()):
        caller = resolve_caller_identity(user)
        if caller is None:
            raise Refused(403, "the access key is not known")
        closed = doors.refusal(doors.owners.get(user), "git-codecommit")
        if closed:
            raise Refused(504, closed)
        refusal = refused(caller, "codecommit:GitPush" if pushing else "codecommit:GitPull", arn("codecommit", name))
        if refusal:
            raise Refused(403, refusal)
    return str(caller["userArn"])


def user_name(headers: dict[str, str]) -> str | None:
    """Return the user name of a request with basic authentication."""
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    return base64.b64decode(encoded).decode().partition(":")[0].partition("%")[0] or None


def refused(caller: dict[str, Any], action: str, resource: str) -> str:
    """Return why a caller may not do an action, "" if he may; the account's owner may do anything."""
    role = caller["userArn"].split(":assumed-role/")
    if len(role) < 2:
        return ""
    try:
        authorization.require_of_role(f"arn:aws:iam::{ACCOUNT}:role/{role[1].split('/')[0]}", action, resource)
    except authorization.Denied as denied:
        return str(denied)
    return ""
