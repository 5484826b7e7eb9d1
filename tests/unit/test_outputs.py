import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, NoCredentialsError

from tools import outputs

STACK = {"StackName": "churn", "Outputs": [{"OutputKey": "LaunchTopic", "OutputValue": "arn:aws:sns:us-east-1:123456789012:churn-LaunchTopic-X"},
                                           {"OutputKey": "DashboardUrl", "OutputValue": "https://console/#d;n='churn'&x=$HOME"}]}  # fmt: skip


class CloudFormation:
    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def describe_stacks(self, **_: str) -> Any:
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


def test_a_shell_gets_every_output_whole_under_its_own_name(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(outputs.boto3, "client", lambda service: CloudFormation({"Stacks": [STACK]}))
    assert outputs.main("churn") == 0
    printed = capsys.readouterr().out
    script = 'eval "$1"; printf "%s|%s|%s" "$STACK" "$LaunchTopic" "$DashboardUrl"'
    shell = subprocess.run(
        ["sh", "-c", script, "sh", printed], capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]}
    )
    assert shell.stdout == "churn|arn:aws:sns:us-east-1:123456789012:churn-LaunchTopic-X|https://console/#d;n='churn'&x=$HOME"


def test_a_stack_that_is_not_there_prints_nothing_for_the_shell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-west-1")
    missing = ClientError({"Error": {"Code": "ValidationError", "Message": "Stack with id churn does not exist"}}, "DescribeStacks")
    monkeypatch.setattr(outputs.boto3, "client", lambda service: CloudFormation(missing))
    assert outputs.main("churn") == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        "The outputs of stack churn cannot be read in eu-west-1: An error occurred (ValidationError) when calling the DescribeStacks "
        "operation: Stack with id churn does not exist\n"
    )


def test_a_shell_that_knows_no_account_is_told_what_sets_it(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(outputs.boto3, "client", lambda service: CloudFormation(NoCredentialsError()))
    assert outputs.main("churn") == 1
    assert capsys.readouterr().err == (
        "The outputs of stack churn cannot be read in us-east-1: Unable to locate credentials (aws configure sets credentials and region)\n"
    )


def test_a_profile_that_is_not_there_is_a_sentence_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("AWS_PROFILE", "nosuch")
    monkeypatch.setattr(outputs.boto3, "DEFAULT_SESSION", None)
    assert outputs.main("churn") == 1
    assert capsys.readouterr().err == "The outputs of stack churn cannot be read: The config profile (nosuch) could not be found\n"


def test_what_the_readme_makes_is_ignored_by_git() -> None:
    assert "build/" in (Path(__file__).parents[2] / ".gitignore").read_text().splitlines()
