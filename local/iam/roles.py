"""Acting as a role: the way AWS's own services act once a role has been passed to them."""

import functools
import hashlib
import json
from typing import Any

import botocore.session
from boto3.s3.inject import inject_s3_transfer_methods
from botocore.config import Config
from botocore.loaders import create_loader
from ministack.core.iam_evaluator import pin_request_origin, validate_role_arn
from ministack.core.responses import request_scope
from ministack.services import eventbridge, iam, sts

from local.gateway.state import ACCOUNT, region, url
from local.vpc import doors

CONFIG = Config(
    retries={"max_attempts": 3}, connect_timeout=60, read_timeout=300, s3={"addressing_style": "path"}, parameter_validation=True
)
# What botocore knows of services is read once, not for every client.
LOADER = create_loader()


def credentials(role_arn: str, session_name: str, place: doors.Place | None = None) -> dict[str, str]:
    """Return temporary credentials of a role, as environment variables; whoever has them is in a place of a customer's network, or in none."""
    digest = hashlib.sha256(f"{role_arn} {session_name} {place or ''}".encode()).hexdigest()
    key, secret, token = f"ASIA{digest[:16].upper()}", digest[16:56], digest[24:64]
    if place:
        doors.owners[key] = place
    name = role_arn.rsplit("/", 1)[-1]
    sts.register_session(
        key,
        {
            "Arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{name}/{session_name}",
            "UserId": f"{name}:{session_name}",
            "SecretAccessKey": secret,
            "SessionToken": token,
        },
    )
    return {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}


def client(service: str, role_arn: str, session_name: str, place: doors.Place | None = None) -> Any:
    """Return a client that acts with a role's permissions, through the local AWS's front door, and reaches what is reached from a place."""
    credentials(role_arn, session_name[:64], place)
    return made_client(service, role_arn, session_name[:64], place)


@functools.cache
def made_client(service: str, role_arn: str, session_name: str, place: doors.Place | None) -> Any:
    """Return one client for all calls of a service with the same role: making it takes longer than most calls."""
    given = credentials(role_arn, session_name, place)
    session = botocore.session.Session()
    session.register_component("data_loader", LOADER)
    session.register("creating-client-class.s3", inject_s3_transfer_methods)  # as boto3's own clients have them
    return session.create_client(
        service,
        endpoint_url=url(),
        region_name=region(),
        aws_access_key_id=given["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=given["AWS_SECRET_ACCESS_KEY"],
        aws_session_token=given["AWS_SESSION_TOKEN"],
        config=CONFIG,
    )


def is_assumable(role_arn: str, service: str) -> bool:
    """Return whether a role exists and trusts a service, such as sagemaker.amazonaws.com."""
    if validate_role_arn(role_arn):
        return False
    role = iam._roles.get(role_arn.rsplit("/", 1)[-1])
    document = role["AssumeRolePolicyDocument"]
    trust = json.loads(document) if isinstance(document, str) else document
    statements = trust["Statement"] if isinstance(trust["Statement"], list) else [trust["Statement"]]
    return any(statement["Effect"] == "Allow" and service in trusted(statement) for statement in statements)


def trusted(statement: dict[str, Any]) -> list[str]:
    """Return the services that a statement of a trust policy names."""
    principal = statement.get("Principal", {})
    services = principal.get("Service", []) if isinstance(principal, dict) else []
    return [services] if isinstance(services, str) else services


def emit_event(source: str, detail_type: str, resources: list[str], detail: dict[str, Any]) -> None:
    """Put an AWS service's event on the default bus."""
    entry = {"Source": source, "DetailType": detail_type, "Detail": json.dumps(detail, default=str), "Resources": resources}
    with request_scope(ACCOUNT, region()):
        # AWS's services speak TLS; what does not come in over MiniStack's own door, such as a push, is taken for plain HTTP otherwise.
        pin_request_origin("127.0.0.1", True)
        eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
