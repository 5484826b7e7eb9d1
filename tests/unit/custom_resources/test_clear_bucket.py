import json
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from clear_bucket import app
from tests.unit.custom_resources.cloudformation import CONTEXT, answers, call, request

HURRIED: Any = SimpleNamespace(**{**vars(CONTEXT), "get_remaining_time_in_millis": lambda: 20_000})
BUCKET = {"Bucket": "data"}
GIVEN = {**BUCKET, "BucketArn": "arn:aws:s3:::data"}
CLOSED = (
    '{"Version": "2012-10-17", "Statement": [{"Sid": "Closed", "Effect": "Deny", "Principal": "*", "Action": "s3:PutObject",'
    ' "Resource": "arn:aws:s3:::data/*"}]}'
)


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client("s3", region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s")
    monkeypatch.setattr(app, "client", lambda service: {"s3": client}[service])
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


@pytest.fixture
def handed_on(s3: Stubber, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The events that are handed on to another invocation; the clock stands still."""
    sent: list[dict[str, Any]] = []
    client, invoker = app.client("s3"), SimpleNamespace(invoke=lambda **request: sent.append(request))
    monkeypatch.setattr(app, "client", lambda service: {"s3": client, "lambda": invoker}[service])
    monkeypatch.setattr(time, "time", lambda: 1000.0)
    return sent


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


def test_what_outlasts_an_invocation_goes_on_in_the_next_and_is_answered_there(s3: Stubber, handed_on: list[dict[str, Any]]) -> None:
    event = request("Delete", GIVEN, "clear-data")
    nothing_unfinished(s3)
    s3.add_response("list_object_versions", versions("a", IsTruncated=True, NextKeyMarker="a", NextVersionIdMarker="v-a"), BUCKET)
    s3.add_response("delete_objects", {}, deleting("a"))
    with answers() as given:
        app.handler(event, HURRIED)
    assert given == []
    (sent,) = handed_on
    assert (sent["FunctionName"], sent["InvocationType"], json.loads(sent["Payload"])) == ("arn", "Event", {**event, "Until": 4540.0})

    nothing_unfinished(s3)
    s3.add_response("list_object_versions", versions("b"), BUCKET)
    s3.add_response("delete_objects", {}, deleting("b"))
    with answers() as given:
        app.handler(json.loads(sent["Payload"]), HURRIED)
    assert [(answer["Status"], answer["PhysicalResourceId"]) for answer in given] == [("SUCCESS", "clear-data")]
    assert len(handed_on) == 1


def test_many_unfinished_uploads_are_left_to_the_next_invocation_too(s3: Stubber, handed_on: list[dict[str, Any]]) -> None:
    closed(s3)
    uploads = [{"Key": "big", "UploadId": "u"}, {"Key": "bigger", "UploadId": "w"}]
    s3.add_response("list_multipart_uploads", {"IsTruncated": False, "Uploads": uploads}, BUCKET)
    s3.add_response("abort_multipart_upload", {}, {"Bucket": "data", **uploads[0]})
    with answers() as given:
        app.handler(request("Delete", GIVEN, "clear-data"), HURRIED)
    assert (given, len(handed_on)) == ([], 1)


def test_after_an_hour_it_is_said_that_another_deletion_goes_on(s3: Stubber, handed_on: list[dict[str, Any]]) -> None:
    nothing_unfinished(s3)
    s3.add_response("list_object_versions", versions("a", IsTruncated=True, NextKeyMarker="a", NextVersionIdMarker="v-a"), BUCKET)
    s3.add_response("delete_objects", {}, deleting("a"))
    with answers() as given:
        app.handler({**request("Delete", GIVEN, "clear-data"), "Until": 1020.0}, CONTEXT)
    (failed,) = given
    assert (failed["Status"], handed_on) == ("FAILED", [])
    assert failed["Reason"] == "data holds more than could be removed in an hour. Delete the stack once more, and it goes on from here"


def test_an_object_that_s3_could_not_delete_just_now_is_deleted_in_another_round(s3: Stubber) -> None:
    nothing_unfinished(s3)
    s3.add_response("list_object_versions", versions("a", "b"), BUCKET)
    s3.add_response("delete_objects", {"Errors": [{"Key": "b", "Code": "SlowDown", "Message": "slower"}]}, deleting("a", "b"))
    s3.add_response("list_object_versions", versions("b"), BUCKET)
    s3.add_response("delete_objects", {}, deleting("b"))
    assert call(app.handler, "Delete", GIVEN, "clear-data")["Status"] == "SUCCESS"
