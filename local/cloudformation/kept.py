"""Resources that AWS does not delete as they are: a bucket with anything in it, a role or a policy that somebody has attached something to by hand."""

from collections.abc import Callable
from typing import Any

from ministack.services import iam, s3
from ministack.services.cloudformation import provisioners

Properties = dict[str, Any]
Deletion = Callable[[str, Properties], None]


class Kept(Exception):
    """The message is the resource's status reason."""


def register() -> None:
    """Have each of them looked at before it is deleted; MiniStack deletes them with all that they hold."""
    for kind, refuse in REFUSALS.items():
        handlers = provisioners._RESOURCE_HANDLERS[kind]
        handlers["delete"] = refusing(handlers["delete"], refuse)


def refusing(delete: Deletion, refuse: Deletion) -> Deletion:
    """Return a deletion before which it is looked whether AWS would refuse it."""

    def deleted(physical_id: str, properties: Properties) -> None:
        refuse(physical_id, properties)
        delete(physical_id, properties)

    return deleted


def refuse_bucket(bucket: str, properties: Properties) -> None:
    """Refuse a bucket with an object, a version or a delete marker; unfinished uploads keep none."""
    if (s3._buckets.get(bucket) or {}).get("objects") or s3._bucket_has_versions(bucket):
        raise Kept(
            "The bucket you tried to delete is not empty. You must delete all versions in the bucket. (Service: S3, Status Code: 409)"
        )


def refuse_role(role: str, properties: Properties) -> None:
    """Refuse a role with a policy that the template does not name."""
    record = iam._roles.get(role, {})
    if set(record.get("AttachedPolicies", [])) - set(properties.get("ManagedPolicyArns", [])):
        raise Kept("Cannot delete entity, must detach all policies first. (Service: Iam, Status Code: 409)")
    if set(record.get("InlinePolicies", {})) - {policy["PolicyName"] for policy in properties.get("Policies", [])}:
        raise Kept("Cannot delete entity, must delete policies first. (Service: Iam, Status Code: 409)")


def refuse_policy(policy: str, properties: Properties) -> None:
    """Refuse a policy that is attached to a role which the template does not name."""
    attached = {name for name, role in iam._roles.items() if policy in role.get("AttachedPolicies", [])}
    if attached - set(properties.get("Roles", [])):
        raise Kept("Cannot delete a policy attached to entities. (Service: Iam, Status Code: 409)")


REFUSALS: dict[str, Deletion] = {
    "AWS::S3::Bucket": refuse_bucket,
    "AWS::IAM::Role": refuse_role,
    "AWS::IAM::ManagedPolicy": refuse_policy,
}
