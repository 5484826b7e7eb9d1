"""Condition keys that policies here name and MiniStack does not fill."""

import re
from typing import Any
from urllib.parse import parse_qs

import cbor2
from ministack.core import iam_actions, iam_evaluator
from ministack.services import dynamodb, lambda_svc

from local.iam.authorization import members


def register() -> None:
    """Fill them."""
    tags_of = iam_actions.request_tag_context

    def context(service: str, action: str, body: bytes, *rest: Any) -> dict[str, Any]:
        found: dict[str, Any] = tags_of(service, action, body, *rest)
        if service == "application-autoscaling" and "ServiceNamespace" in members(body):
            return found | {"application-autoscaling:service-namespace": members(body)["ServiceNamespace"]}
        if service == "dynamodb" and (key := leading_key(members(body))) is not None:
            return found | {"dynamodb:LeadingKeys": [key]}
        return found | {"cloudwatch:namespace": namespace(body)} if action == "cloudwatch:PutMetricData" else found

    resolve = iam_evaluator._resolve_condition_key

    def key_of(key: str, about: Any) -> Any:
        if key.lower() == "lambda:sourcefunctionarn":
            return function_of(str(about.principal_arn))
        found = resolve(key, about)
        return role_of(str(found)) if key.lower() == "aws:principalarn" else found

    iam_actions.request_tag_context, iam_evaluator._resolve_condition_key = context, key_of


def role_of(principal: str) -> str:
    """Return the ARN of the role of a session, which is what aws:PrincipalArn holds; any other principal's own."""
    named = re.fullmatch(r"arn:(aws[\w-]*):sts::(\d{12}):assumed-role/([^/]+)/.+", principal)
    return f"arn:{named[1]}:iam::{named[2]}:role/{named[3]}" if named else principal


def function_of(principal: str) -> str | None:
    """Return the ARN of the function whose code makes a call, None where it is not a function's; Lambda's own calls with its role are none either."""
    named = re.fullmatch(r"arn:aws[\w-]*:sts::\d{12}:assumed-role/([^/]+)/(.+)", principal)
    config = lambda_svc._functions.get(named[2], {}).get("config", {}) if named else {}
    return str(config["FunctionArn"]) if named and str(config.get("Role", "")).endswith(f"/{named[1]}") else None


def leading_key(request: dict[str, Any]) -> str | None:
    """Return the hash key that a request about one item names, None where it names none."""
    table = dynamodb._tables.get(str(request.get("TableName")), {})
    given = (request.get("Key") or request.get("Item") or {}).get(table.get("pk_name"))
    return str(next(iter(given.values()))) if given else None


def namespace(body: bytes) -> str:
    """Return the namespace in a PutMetricData request, in whichever protocol it comes."""
    given = members(body)
    if not given:
        try:
            given = cbor2.loads(body)
        except (ValueError, EOFError):
            given = {}
    form = parse_qs(body.decode(errors="replace")) if not isinstance(given, dict) or "Namespace" not in given else {}
    return str(form.get("Namespace", [""])[0] or (given.get("Namespace", "") if isinstance(given, dict) else ""))
