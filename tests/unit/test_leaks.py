from typing import Any

import pytest
from botocore.exceptions import NoRegionError

from tools import leaks
from tools.leaks import of_stack

CHURN = [
    "application-autoscaling endpoint/churn/variant/AllTraffic",
    "cloudwatch churn/AllTraffic/errors",
    "cloudwatch TargetTracking-endpoint/churn/variant/AllTraffic-AlarmHigh-1",
    "codecommit churn-0a1b2c3d",
    "dynamodb churn-BuildTable-1ABC",
    "ec2 AWS Lambda VPC ENI-churn-PlanBuildFunction-1ABC-0a1b2c3d",
    "ecr churn-imagerepository-1abc",
    "iam churn-TrainingRole-1ABC",
    "logs /aws/codebuild/churn-ImageProject-1ABC",
    "logs /aws/lambda/churn-PlanBuildFunction-1ABC",
    "logs /aws/sagemaker/Endpoints/churn",
    "logs /aws/sagemaker/Endpoints/churn-rehearsal",
    "s3 churn-databucket-1abc",
    "sagemaker churn",
    "sagemaker churn-v12-0a1b2c3d",
    "sagemaker training job churn-v12-0a1b2c3d",
    "sns arn:aws:sns:us-east-1:123456789012:churn-LaunchTopic-1ABC",
    "sqs https://sqs.us-east-1.amazonaws.com/123456789012/churn-LaunchQueue-1ABC",
    "ssm /sagebuild/churn",
]


def test_whatever_a_stack_makes_is_found() -> None:
    assert of_stack("churn", CHURN) == sorted(CHURN)


@pytest.mark.parametrize("other", ["churn-dev", "churn-v2", "my-churn", "churns", "churn-rehearsals", "churn-data"])
def test_what_a_neighbour_with_a_similar_name_has_made_is_not(other: str) -> None:
    assert of_stack("churn", [line.replace("churn", other) for line in CHURN]) == []


def test_a_version_has_nothing_outside_of_sagemaker() -> None:
    assert of_stack("churn", ["codecommit churn-v2-0a1b2c3d", "sagemaker churn-v2-0a1b2c3d"]) == ["sagemaker churn-v2-0a1b2c3d"]


def test_an_account_that_cannot_be_asked_is_not_one_with_nothing_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def client(service: str) -> Any:
        raise NoRegionError()

    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    monkeypatch.setattr(leaks.boto3, "client", client)
    assert leaks.main("churn") == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        "What is left of stack churn cannot be read: You must specify a region (aws configure sets credentials and region)\n"
    )
