from collections.abc import Iterator

import boto3
import pytest
from botocore.stub import Stubber

from keep_log_group import app
from tests.unit.custom_resources.cloudformation import CONTEXT, answers, call, request

NAME = "/aws/sagemaker/Endpoints/churn"
ARN = f"arn:aws:logs:us-east-1:123456789012:log-group:{NAME}"
GROUP = {"StackName": "churn", "LogGroupArn": ARN, "RetentionInDays": "30"}


@pytest.fixture
def logs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client("logs", region_name="us-east-1", aws_access_key_id="k", aws_secret_access_key="s")
    monkeypatch.setattr(app, "logs", lambda: client)
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def kept(logs: Stubber, key: str = "") -> None:
    logs.add_response("tag_resource", {}, {"resourceArn": ARN, "tags": {"sagebuild:stack": "churn"}})
    logs.add_response("put_retention_policy", {}, {"logGroupName": NAME, "retentionInDays": 30})
    if key:
        logs.add_response("associate_kms_key", {}, {"logGroupName": NAME, "kmsKeyId": key})


def test_a_log_group_is_made_with_tag_and_retention(logs: Stubber) -> None:
    logs.add_response("create_log_group", {}, {"logGroupName": NAME})
    kept(logs)
    answer = call(app.handler, "Create", GROUP)
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", NAME)


def test_the_stacks_key_encrypts_it(logs: Stubber) -> None:
    key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd"
    logs.add_response("create_log_group", {}, {"logGroupName": NAME})
    kept(logs, key)
    assert call(app.handler, "Create", {**GROUP, "KmsKeyId": key})["Status"] == "SUCCESS"


def test_a_key_that_the_stack_has_no_more_encrypts_it_no_more(logs: Stubber) -> None:
    logs.add_client_error("create_log_group", "ResourceAlreadyExistsException")
    kept(logs)
    logs.add_response("disassociate_kms_key", {}, {"logGroupName": NAME})
    before = {**GROUP, "KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/1234abcd"}
    with answers() as given:
        app.handler({**request("Update", GROUP, NAME), "OldResourceProperties": before}, CONTEXT)
    assert [answer["Status"] for answer in given] == ["SUCCESS"]


@pytest.mark.parametrize("kind", ["Create", "Update"])
def test_one_that_is_there_already_is_taken_over(logs: Stubber, kind: str) -> None:
    logs.add_client_error("create_log_group", "ResourceAlreadyExistsException")
    kept(logs)
    assert call(app.handler, kind, GROUP)["Status"] == "SUCCESS"


@pytest.mark.parametrize("physical_id", [NAME, "random"])
def test_it_goes_with_the_stack_and_one_that_is_gone_is_deleted(logs: Stubber, physical_id: str) -> None:
    logs.add_response("delete_log_group", {}, {"logGroupName": NAME})
    assert call(app.handler, "Delete", GROUP, physical_id)["Status"] == "SUCCESS"
    logs.add_client_error("delete_log_group", "ResourceNotFoundException")
    assert call(app.handler, "Delete", GROUP, physical_id)["Status"] == "SUCCESS"


def test_a_role_that_may_not_is_a_failure_not_a_success(logs: Stubber) -> None:
    logs.add_client_error("create_log_group", "AccessDeniedException")
    assert call(app.handler, "Create", GROUP)["Status"] == "FAILED"
