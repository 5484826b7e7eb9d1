from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from clear_bucket import app
from tests.unit.custom_resources.cloudformation import call

BUCKET = {"Bucket": "data"}
GIVEN = {**BUCKET, "BucketArn": "arn:aws:s3:::data"}
CLOSED = (
    '{"Version": "2012-10-17", "Statement": [{"Sid": "Closed", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",'
    ' "Resource": "arn:aws:s3:::data/*"}]}'
)


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s")
    monkeypatch.setattr(app, "s3", lambda: client)
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def closed(s3: Stubber) -> None:
    s3.add_response("put_bucket_policy", {}, {**BUCKET, "Policy": CLOSED})


def nothing_unfinished(s3: Stubber) -> None:
    closed(s3)
    s3.add_response("list_multipart_uploads", {"IsTruncated": False}, BUCKET)


def versions(*keys: str, **more: Any) -> dict[str, Any]:
    return {"Versions": [{"Key": key, "VersionId": f"v-{key}"} for key in keys], "IsTruncated": False, **more}


def deleting(*keys: str) -> dict[str, Any]:
    return {"Bucket": "data", "Delete": {"Objects": [{"Key": key, "VersionId": f"v-{key}"} for key in keys], "Quiet": True}}


def test_nothing_happens_until_the_stack_goes(s3: Stubber) -> None:
    created = call(app.handler, "Create", GIVEN)
    assert (created["Status"], created["PhysicalResourceId"]) == ("SUCCESS", "clear-data")
    updated = call(app.handler, "Update", GIVEN, "clear-data")
    assert (updated["Status"], updated["PhysicalResourceId"]) == ("SUCCESS", "clear-data")


def test_all_pages_of_versions_and_delete_markers_go_and_unfinished_uploads_are_aborted(s3: Stubber) -> None:
    closed(s3)
    upload = {"Key": "big", "UploadId": "u"}
    s3.add_response("list_multipart_uploads", {"IsTruncated": False, "Uploads": [upload]}, BUCKET)
    s3.add_response("abort_multipart_upload", {}, {"Bucket": "data", **upload})
    first = versions("a", IsTruncated=True, NextKeyMarker="a", NextVersionIdMarker="v-a", DeleteMarkers=[{"Key": "b", "VersionId": "v-b"}])
    s3.add_response("list_object_versions", first, BUCKET)
    s3.add_response("delete_objects", {}, deleting("a", "b"))
    s3.add_response("list_object_versions", versions("c"), {"Bucket": "data", "KeyMarker": "a", "VersionIdMarker": "v-a"})
    s3.add_response("delete_objects", {}, deleting("c"))
    assert call(app.handler, "Delete", GIVEN, "clear-data")["Status"] == "SUCCESS"


def test_a_delete_that_is_repeated_finds_nothing_and_succeeds(s3: Stubber) -> None:
    for _ in range(2):
        nothing_unfinished(s3)
        s3.add_response("list_object_versions", {"IsTruncated": False}, BUCKET)
        assert call(app.handler, "Delete", GIVEN, "clear-data")["Status"] == "SUCCESS"


def test_a_delete_after_a_failed_create_clears_the_bucket_of_the_properties(s3: Stubber) -> None:
    nothing_unfinished(s3)
    s3.add_response("list_object_versions", versions("a"), BUCKET)
    s3.add_response("delete_objects", {}, deleting("a"))
    assert call(app.handler, "Delete", GIVEN, "random-physical-id")["Status"] == "SUCCESS"


def test_a_bucket_that_is_gone_is_clear(s3: Stubber) -> None:
    s3.add_client_error("put_bucket_policy", "NoSuchBucket", expected_params={**BUCKET, "Policy": CLOSED})
    assert call(app.handler, "Delete", GIVEN, "clear-data")["Status"] == "SUCCESS"


def test_an_object_that_s3_keeps_is_named(s3: Stubber) -> None:
    nothing_unfinished(s3)
    s3.add_response("list_object_versions", versions("a"), BUCKET)
    s3.add_response("delete_objects", {"Errors": [{"Key": "a", "Code": "AccessDenied", "Message": "locked"}]}, deleting("a"))
    failed = call(app.handler, "Delete", GIVEN, "clear-data")
    assert failed["Status"] == "FAILED"
    assert "1 objects of data could not be deleted, such as a: AccessDenied locked" in failed["Reason"]


def test_a_role_that_may_not_is_a_failure_not_a_success(s3: Stubber) -> None:
    closed(s3)
    s3.add_client_error("list_multipart_uploads", "AccessDenied", expected_params=BUCKET)
    assert call(app.handler, "Delete", GIVEN, "clear-data")["Status"] == "FAILED"
