import io
import subprocess
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tools import delete

MISSING = ClientError({"Error": {"Code": "ValidationError", "Message": "Stack with id churn does not exist"}}, "DescribeStacks")


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The words behind sam, each time that it ran."""
    commands: list[list[str]] = []

    def run(command: list[Any], **_: Any) -> subprocess.CompletedProcess[str]:
        commands.append(command[1:])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(delete.subprocess, "run", run)
    return commands


def account(monkeypatch: pytest.MonkeyPatch, error: Exception | None = None) -> None:
    def describe(**_: str) -> dict[str, Any]:
        if error:
            raise error
        return {}

    client = SimpleNamespace(describe_stacks=describe, meta=SimpleNamespace(region_name="eu-west-1"))
    monkeypatch.setattr(delete.boto3, "client", lambda service: client)


def test_a_yes_deletes_without_a_further_question(
    ran: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    account(monkeypatch)
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert delete.main("churn") == 0
    assert capsys.readouterr().out == "Delete stack churn in eu-west-1 with its data, code, models and endpoint? [y/N] "
    assert ran == [["delete", "--no-prompts", "--stack-name", "churn"]]


@pytest.mark.parametrize("answer", ["", "\n", "n\n", "yell\n"])
def test_anything_else_deletes_nothing(ran: list[list[str]], monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    account(monkeypatch)
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    assert delete.main("churn") == 1
    assert ran == []


def test_a_stack_that_is_not_there_is_said_before_anything_is_asked(
    ran: list[list[str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    account(monkeypatch, MISSING)
    assert delete.main("churn") == 1
    assert capsys.readouterr() == (
        "",
        "Stack churn cannot be read in us-east-1: An error occurred (ValidationError) when calling the DescribeStacks operation:"
        " Stack with id churn does not exist\n",
    )
    assert ran == []
