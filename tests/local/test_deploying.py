"""Deploying where a name cannot work, and where something is left over from another stack; nothing stays of either."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local import inventory
from local.commands import CommandFailed
from local.launcher import LocalAws
from local.stack import Stack
from tests.local.packaged import BUCKET, deploy

ENDPOINT_LOGS = "/aws/sagemaker/Endpoints/left-over"


@pytest.fixture
def before(aws: LocalAws, built: Path) -> set[str]:
    return there(aws)


def there(aws: LocalAws) -> set[str]:
    """Return what is in the account, apart from the buckets that stacks are deployed from."""
    return {line for line in inventory.take(aws.client) if "aws-sam-cli-managed" not in line and line != f"s3 {BUCKET}"}


@pytest.mark.parametrize("name", ["Churn", "churn-"])
def test_a_stack_whose_name_cannot_work_is_refused_with_a_sentence_and_leaves_nothing(
    aws: LocalAws, built: Path, before: set[str], name: str
) -> None:
    stack = Stack(aws, name)
    with pytest.raises(CommandFailed):
        deploy(stack, built)
    events = aws.client("cloudformation").describe_stack_events(StackName=name)["StackEvents"]
    (refused,) = [
        event for event in events if event["ResourceStatus"] == "CREATE_FAILED" and event["LogicalResourceId"] == "StackNameCheck"
    ]
    assert f"The stack cannot be called {name}: expected at most 40 lower case letters" in refused["ResourceStatusReason"]
    made = {event["ResourceType"] for event in events if event["ResourceStatus"] == "CREATE_COMPLETE"}
    assert made & {"AWS::S3::Bucket", "AWS::SNS::Topic", "AWS::DynamoDB::Table", "AWS::CodeCommit::Repository"} == set()
    stack.remove()
    assert there(aws) - before == set()


@pytest.fixture
def left_over(aws: LocalAws) -> Iterator[None]:
    """What an earlier stack, or somebody else, has left behind."""
    aws.client("codecommit").create_repository(repositoryName="left-over")
    for name in (ENDPOINT_LOGS, f"{ENDPOINT_LOGS}-rehearsal"):
        aws.client("logs").create_log_group(logGroupName=name)
    yield
    aws.client("codecommit").delete_repository(repositoryName="left-over")


def test_a_stack_can_be_made_where_its_log_groups_and_a_repository_of_its_name_are_there(
    aws: LocalAws, built: Path, before: set[str], left_over: None
) -> None:
    stack = Stack(aws, "left-over")
    deploy(stack, built)
    groups = aws.client("logs").describe_log_groups(logGroupNamePrefix=ENDPOINT_LOGS)["logGroups"]
    kept = {group["logGroupName"]: group["retentionInDays"] for group in groups}
    assert kept == {ENDPOINT_LOGS: 30, f"{ENDPOINT_LOGS}-rehearsal": 30}
    stack.remove()
    assert there(aws) - before == {"codecommit left-over"}
