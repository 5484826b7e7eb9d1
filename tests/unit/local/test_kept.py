import copy
from collections.abc import Iterator
from typing import Any

import pytest
from ministack.services import iam, s3
from ministack.services.cloudformation import provisioners

from local.cloudformation import kept

POLICY = "arn:aws:iam::000000000000:policy/by-hand"
OWN = "arn:aws:iam::000000000000:policy/own"
ROLE = {"ManagedPolicyArns": [OWN], "Policies": [{"PolicyName": "own", "PolicyDocument": {}}]}


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An account with a bucket and a role, and a CloudFormation whose changes end with the test."""
    monkeypatch.setattr(provisioners, "_RESOURCE_HANDLERS", copy.deepcopy(provisioners._RESOURCE_HANDLERS))
    s3._create_bucket("kept", b"", {})
    s3._bucket_versioning["kept"] = "Enabled"
    iam._roles["kept"] = {"AttachedPolicies": [OWN], "InlinePolicies": {"own": {}}}
    kept.register()
    yield
    s3._buckets.pop("kept", None)
    iam._roles.pop("kept", None)


def delete(kind: str, physical_id: str, properties: dict[str, Any]) -> str:
    """Delete a resource, and return the reason why it was not."""
    try:
        provisioners._delete_resource(kind, physical_id, properties, "churn", "Thing")
    except kept.Kept as error:
        return str(error)
    return ""


def test_a_bucket_goes_only_without_objects_versions_and_delete_markers() -> None:
    refused = "The bucket you tried to delete is not empty. You must delete all versions in the bucket. (Service: S3, Status Code: 409)"
    s3._put_object("kept", "a", b"", {})
    assert delete("AWS::S3::Bucket", "kept", {}) == refused
    marker = s3._delete_object("kept", "a")[1]["x-amz-version-id"]
    assert delete("AWS::S3::Bucket", "kept", {}) == refused
    for version in [found["version_id"] for found in s3._object_versions[("kept", "a")] if found["version_id"] != marker]:
        s3._delete_object("kept", "a", {}, {"versionId": [version]})
    assert delete("AWS::S3::Bucket", "kept", {}) == refused
    s3._delete_object("kept", "a", {}, {"versionId": [marker]})
    assert (delete("AWS::S3::Bucket", "kept", {}), "kept" in s3._buckets) == ("", False)


def test_a_bucket_that_keeps_no_versions_goes_only_without_objects() -> None:
    s3._bucket_versioning["kept"] = ""
    s3._put_object("kept", "a", b"", {})
    assert delete("AWS::S3::Bucket", "kept", {}).startswith("The bucket you tried to delete is not empty.")
    s3._delete_object("kept", "a")
    assert delete("AWS::S3::Bucket", "kept", {}) == ""


def test_a_bucket_that_is_gone_is_deleted() -> None:
    assert delete("AWS::S3::Bucket", "gone", {}) == ""


def test_a_role_with_a_policy_that_somebody_attached_stays() -> None:
    iam._roles["kept"]["AttachedPolicies"].append(POLICY)
    assert (
        delete("AWS::IAM::Role", "kept", ROLE) == "Cannot delete entity, must detach all policies first. (Service: Iam, Status Code: 409)"
    )
    iam._roles["kept"]["AttachedPolicies"].remove(POLICY)
    iam._roles["kept"]["InlinePolicies"]["by-hand"] = {}
    assert delete("AWS::IAM::Role", "kept", ROLE) == "Cannot delete entity, must delete policies first. (Service: Iam, Status Code: 409)"
    iam._roles["kept"]["InlinePolicies"].pop("by-hand")
    assert (delete("AWS::IAM::Role", "kept", ROLE), "kept" in iam._roles) == ("", False)


def test_a_policy_that_somebody_attached_to_a_role_stays() -> None:
    refused = "Cannot delete a policy attached to entities. (Service: Iam, Status Code: 409)"
    assert delete("AWS::IAM::ManagedPolicy", OWN, {}) == refused
    assert delete("AWS::IAM::ManagedPolicy", OWN, {"Roles": ["kept"]}) == ""
