"""A stack whose AWS is stubbed: what each service is asked, and what it answers."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from boto3.dynamodb.types import TypeSerializer
from botocore.stub import Stubber

from sagebuild import SageBuild

OUTPUTS = {
    "ParameterStore": "/sagebuild/churn",
    "CheckParametersFunction": "churn-CheckParametersFunction-1",
    "LaunchTopic": "arn:aws:sns:eu-west-1:123456789012:launch",
    "RollbackTopic": "arn:aws:sns:eu-west-1:123456789012:rollback",
    "BuildTable": "churn-BuildTable-1",
    "StateMachine": "arn:aws:states:eu-west-1:123456789012:stateMachine:churn",
    "StepFunctionConsole": "https://eu-west-1.console.aws.amazon.com/states/home?region=eu-west-1#/statemachines/view/churn",
    "DashboardUrl": "https://eu-west-1.console.aws.amazon.com/dashboard",
    "SageMakerEndpoint": "churn",
    "DataBucket": "churn-data",
    "RepoUrl": "https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/churn-1a2b3c4d",
}
SESSION = boto3.Session(region_name="eu-west-1", aws_access_key_id="k", aws_secret_access_key="s")


class StubbedAws:
    """A session whose clients answer what a test has said, in that order, and nothing else."""

    def __init__(self) -> None:
        self.region_name = "eu-west-1"
        self._clients: dict[str, Any] = {}
        self._stubs: dict[str, Stubber] = {}

    def client(self, service: str, config: Any = None) -> Any:
        if service not in self._clients:
            self._clients[service] = SESSION.client(service, config=config)
            self._stubs[service] = Stubber(self._clients[service])
            self._stubs[service].activate()
        return self._clients[service]

    def answers(self, service: str, operation: str, answer: dict[str, Any], **asked: Any) -> None:
        self.client(service)
        self._stubs[service].add_response(operation, answer, asked or None)

    def refuses(self, service: str, operation: str, code: str, message: str = "") -> None:
        self.client(service)
        self._stubs[service].add_client_error(operation, code, message)

    def has_been_asked_everything(self) -> None:
        for stub in self._stubs.values():
            stub.assert_no_pending_responses()


def stack_answer(outputs: dict[str, str], status: str = "CREATE_COMPLETE") -> dict[str, Any]:
    listed = [{"OutputKey": key, "OutputValue": value} for key, value in outputs.items()]
    return {"Stacks": [{"StackName": "churn", "CreationTime": "2026-11-26T12:00:00Z", "StackStatus": status, "Outputs": listed}]}


@pytest.fixture
def aws() -> Iterator[StubbedAws]:
    stubbed = StubbedAws()
    yield stubbed
    stubbed.has_been_asked_everything()


@pytest.fixture
def churn(aws: StubbedAws) -> SageBuild:
    aws.answers("cloudformation", "describe_stacks", stack_answer(OUTPUTS), StackName="churn")
    return SageBuild("churn", session=aws)


def item(version: int, **attributes: Any) -> dict[str, Any]:
    """Return a build's item in DynamoDB's JSON."""
    serialize = TypeSerializer().serialize
    record = {"Kind": "build", "Version": version, "Status": "SUCCEEDED", "ExecutionArn": execution(version), **attributes}
    return {key: serialize(value) for key, value in record.items()}


def execution(version: int) -> str:
    return f"arn:aws:states:eu-west-1:123456789012:execution:churn:build-{version}"


def lists(aws: StubbedAws, *items: dict[str, Any], limit: int = 20, kind: str = "build") -> None:
    """Let the build table hold some records, the newest first."""
    aws.answers(
        "dynamodb",
        "query",
        {"Items": list(items)},
        TableName="churn-BuildTable-1",
        KeyConditionExpression="Kind = :kind",
        ExpressionAttributeValues={":kind": {"S": kind}},
        ScanIndexForward=False,
        ConsistentRead=True,
        Limit=limit,
    )


def reads(aws: StubbedAws, found: dict[str, Any], kind: str = "build", version: int = 0) -> None:
    """Let the build table hold one item."""
    key = {"Kind": {"S": kind}, "Version": {"N": str(version)}}
    answer = {"Item": found} if found else {}
    aws.answers("dynamodb", "get_item", answer, TableName="churn-BuildTable-1", Key=key, ConsistentRead=True)


def launching(aws: StubbedAws, **state: Any) -> None:
    """Let the launch item have a state."""
    reads(aws, {"State": {"S": json.dumps(state)}}, "launch")


def rollback_item(number: int, **attributes: Any) -> dict[str, Any]:
    """Return a rollback's item in DynamoDB's JSON."""
    return item(
        number, **{"Kind": "rollback", "Status": "ROLLED_BACK", "From": 3, "To": 2, "ExecutionArn": going_back(number), **attributes}
    )


def going_back(number: int) -> str:
    return f"arn:aws:states:eu-west-1:123456789012:execution:churn-back:rollback-{number}"


def served(aws: StubbedAws, *versions: int, **launch: Any) -> None:
    """Let the endpoint have served some versions, in that order, and the launch item have a state."""
    reads(aws, {"State": {"S": json.dumps({"Stack": versions, "Recent": versions})}} if versions else {}, "served")
    launching(aws, **launch)
