"""What MiniStack's CloudFormation leaves out and a company asks for: encryption of buckets, boundaries of roles, networks of functions."""

import functools
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from ministack.services import iam, lambda_svc, s3
from ministack.services.cloudformation import provisioners

Properties = dict[str, Any]


def register() -> None:
    """Have each of them done behind the creation of a resource, and behind its update."""
    for kind, do in {"AWS::S3::Bucket": encrypt, "AWS::IAM::Role": bound, "AWS::Lambda::Function": connect}.items():
        handlers = provisioners._RESOURCE_HANDLERS[kind]
        handlers["create"] = followed(handlers["create"], do)
        if "update" in handlers:
            handlers["update"] = followed_update(handlers["update"], do)


def followed(create: Callable[..., Any], do: Callable[[str, Properties], None]) -> Callable[..., Any]:
    """Return a creation behind which something is done."""

    def created(logical_id: str, properties: Properties, stack: str) -> Any:
        made = create(logical_id, properties, stack)
        do(made[0], properties)
        return made

    return created


def followed_update(update: Callable[..., Any], do: Callable[[str, Properties], None]) -> Callable[..., Any]:
    """Return an update behind which something is done."""

    @functools.wraps(update)
    def updated(physical_id: str, old: Properties, new: Properties, *others: Any, **named: Any) -> Any:
        made = update(physical_id, old, new, *others, **named)
        do(physical_id, new)
        return made

    return updated


def encrypt(bucket: str, properties: Properties) -> None:
    """Give a bucket its default encryption."""
    rules = properties.get("BucketEncryption", {}).get("ServerSideEncryptionConfiguration", [])
    default = rules[0]["ServerSideEncryptionByDefault"] if rules else None
    if not default:
        s3._bucket_encryption.pop(bucket, None)
        return
    key = f"<KMSMasterKeyID>{escape(default['KMSMasterKeyID'])}</KMSMasterKeyID>" if "KMSMasterKeyID" in default else ""
    s3._bucket_encryption[bucket] = (
        '<ServerSideEncryptionConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Rule><ApplyServerSideEncryptionByDefault>'
        f"<SSEAlgorithm>{default['SSEAlgorithm']}</SSEAlgorithm>{key}</ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>"
    )


def bound(role: str, properties: Properties) -> None:
    """Give a role its permissions boundary."""
    if "PermissionsBoundary" in properties:
        iam._roles[role]["PermissionsBoundary"] = properties["PermissionsBoundary"]
    else:
        iam._roles[role].pop("PermissionsBoundary", None)


def connect(function: str, properties: Properties) -> None:
    """Note in whose network a function is."""
    config = properties.get("VpcConfig") or {}
    found = {"SubnetIds": config.get("SubnetIds", []), "SecurityGroupIds": config.get("SecurityGroupIds", []), "VpcId": ""}
    lambda_svc._functions[function]["config"]["VpcConfig"] = found
