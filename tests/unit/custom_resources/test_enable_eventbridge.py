from collections.abc import Iterator

import boto3
import pytest
from botocore.stub import Stubber

from enable_eventbridge import app
from tests.unit.custom_resources.cloudformation import call

BUCKET = {"Bucket": "data"}
QUEUE = {"Id": "mine", "QueueArn": "arn:aws:sqs:us-east-1:123456789012:mine", "Events": ["s3:ObjectCreated:*"]}


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client("s3")
    monkeypatch.setattr(app, "s3", lambda: client)
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


@pytest.mark.parametrize("kind", ["Create", "Update"])
def test_eventbridge_is_added_to_what_the_bucket_tells_already(s3: Stubber, kind: str) -> None:
    s3.add_response("get_bucket_notification_configuration", {"QueueConfigurations": [QUEUE]}, BUCKET)
    expected = {"QueueConfigurations": [QUEUE], "EventBridgeConfiguration": {}}
    s3.add_response(
        "put_bucket_notification_configuration", {}, {**BUCKET, "NotificationConfiguration": expected, "SkipDestinationValidation": True}
    )
    answer = call(app.handler, kind, BUCKET, "eventbridge-data" if kind == "Update" else None)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", "eventbridge-data")


def test_a_bucket_that_tells_eventbridge_already_is_left_alone(s3: Stubber) -> None:
    s3.add_response("get_bucket_notification_configuration", {"EventBridgeConfiguration": {}}, BUCKET)
    assert call(app.handler, "Create", BUCKET)["Status"] == "SUCCESS"


@pytest.mark.parametrize("physical_id", ["eventbridge-data", "random"])
def test_deleting_the_stack_never_switches_it_off_for_others(s3: Stubber, physical_id: str) -> None:
    for _ in range(2):
        assert call(app.handler, "Delete", BUCKET, physical_id)["Status"] == "SUCCESS"


def test_a_bucket_that_does_not_exist_is_named(s3: Stubber) -> None:
    s3.add_client_error("get_bucket_notification_configuration", "NoSuchBucket", "The specified bucket does not exist")
    failed = call(app.handler, "Create", BUCKET)
    assert (failed["Status"], "The specified bucket does not exist" in failed["Reason"]) == ("FAILED", True)
