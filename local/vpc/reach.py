"""Whoever is in a network of the customer's reaches what a way leads to: where none does, AWS lets him wait until he times out, which is said at once here.

A function is known by its session's name, which is its own; a job, an image build and a notebook instance by the credentials that they were given.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from ministack import app
from ministack.core.responses import error_response_json
from ministack.core.router import extract_access_key_id
from ministack.services import lambda_svc, s3, sns, sts

from local.vpc import doors, policies

Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Any]]
# What services are called by MiniStack, and by the names of their endpoints where that is something else.
SERVICES = {
    **{name: name for name in ("dynamodb", "ec2", "events", "kms", "lambda", "logs", "monitoring", "s3", "scheduler")},
    **{
        name: name
        for name in ("application-autoscaling", "cloudformation", "codebuild", "codecommit", "secretsmanager", "sns", "sqs", "ssm")
    },
    **{"ecr": "ecr.api", "pricing": "pricing.api", "sagemaker": "sagemaker.api", "states": "states", "sts": "sts"},
}


def register() -> None:
    """Stand in front of every service."""
    for service, name in SERVICES.items():
        app.SERVICE_HANDLERS[service] = reached(app.SERVICE_HANDLERS[service], service, name)


def reached(handler: Handler, service: str, door: str) -> Handler:
    """Return a handler that is not reached from where no way leads to its service, or none that lets the call through."""

    async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Any:
        key = extract_access_key_id(headers, query)
        place = place_of(key)
        if place:
            wanted = "sagemaker.runtime" if service == "sagemaker" and path.startswith("/endpoints/") else door
            refusal = doors.refusal(place, wanted)
            if refusal:
                return in_words_of(service, headers)(doors.UNREACHED, refusal, 504)
            call = policies.asked(service, method, path, headers, body, query)
            denial = policies.denial(place, wanted, sts._sessions[key]["Arn"], *call)
            if denial:
                return in_words_of(service, headers)("AccessDenied", denial, 403)
        return await handler(method, path, headers, body, query)

    return handle


def in_words_of(service: str, headers: dict[str, str]) -> Callable[[str, str, int], Any]:
    """Return what makes an error of a code, a message and a status that the caller can read."""
    form = "x-www-form-urlencoded" in headers.get("content-type", "")
    found: Callable[[str, str, int], Any] = s3._error if service == "s3" else sns._error if form else error_response_json
    return found


def place_of(access_key: str) -> doors.Place | None:
    """Return where runs whose credentials are used, None for who is in no network."""
    if access_key in doors.owners:
        return doors.owners[access_key]
    session = sts._sessions.get(access_key) if access_key else None
    function = lambda_svc._functions.get(session["Arn"].rpartition("/")[2]) if session else None
    network = (function or {}).get("config", {}).get("VpcConfig") or {}
    if not network.get("SubnetIds"):
        return None
    return doors.Place(tuple(network["SubnetIds"]), tuple(network.get("SecurityGroupIds", [])))
