"""What MiniStack's CloudFormation leaves out and a company asks for: encryption of buckets, topics and tables, boundaries of roles, networks of functions."""

import functools
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from ministack.services import dynamodb, iam, lambda_svc, s3, sns
from ministack.services.cloudformation import provisioners

from local.vpc import networks

Properties = dict[str, Any]
# https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
FUNCTION_RIGHTS = (*networks.INTERFACES, "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses")


def register() -> None:
    """Have each of them done behind the creation of a resource, and behind its update."""
    for kind, do in BEHIND.items():
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
    """Put a function into its network, as its role has to be allowed to."""
    config, own = properties.get("VpcConfig") or {}, lambda_svc._functions[function]["config"]
    if config.get("SubnetIds"):
        networks.check(config["SubnetIds"], config.get("SecurityGroupIds", []))
        networks.check_rights(own["Role"], FUNCTION_RIGHTS)
    own["VpcConfig"] = lambda_svc._vpc_config_with_id({"SubnetIds": [], "SecurityGroupIds": [], **config})


def encrypt_topic(topic: str, properties: Properties) -> None:
    """Give a topic its key."""
    attributes = sns._topics[topic]["attributes"]
    attributes.pop("KmsMasterKeyId", None)
    if properties.get("KmsMasterKeyId"):
        attributes["KmsMasterKeyId"] = properties["KmsMasterKeyId"]


def encrypt_table(table: str, properties: Properties) -> None:
    """Give a table its key."""
    asked = properties.get("SSESpecification") or {}
    given = {"Enabled": asked.get("SSEEnabled"), "SSEType": asked.get("SSEType"), "KMSMasterKeyId": asked.get("KMSMasterKeyId")}
    dynamodb._tables[table]["SSEDescription"] = dynamodb._sse_description_from_spec(given) if given["Enabled"] else None


BEHIND: dict[str, Callable[[str, Properties], None]] = {
    "AWS::S3::Bucket": encrypt,
    "AWS::SNS::Topic": encrypt_topic,
    "AWS::DynamoDB::Table": encrypt_table,
    "AWS::IAM::Role": bound,
    "AWS::Lambda::Function": connect,
}
