"""The command as a process where AWS is not needed, and its actions where AWS is stubbed; on the deployed stack see tests/local/test_client.py."""

import io
import json
import os
import subprocess
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

import pytest

from sagebuild import SageBuild, command
from sagebuild.assignments import assignment, together
from tests.unit.client.conftest import OUTPUTS, StubbedAws, item, launching, lists, reads, rollback_item, served
from tests.unit.client.test_parameters import is_checked

NOTEBOOKS = Path(__file__).parents[3] / "notebooks"


def run(*words: str, **environment: str) -> tuple[int, str, str]:
    settings = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(NOTEBOOKS),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/dev/null",
    }
    done = subprocess.run(
        [sys.executable, "-m", "sagebuild", *words],
        env={**settings, "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", **environment},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_help_says_what_the_exit_codes_mean() -> None:
    code, printed, _ = run("--help")
    assert code == 0
    assert "Exit codes: 0 succeeded, 1 failed, 2 wrong usage, 3 refused." in printed


@pytest.mark.parametrize("words", [(), ("fly",), ("launch", "--set", "C"), ("wait", "x"), ("history", "--limit", "x")])
def test_wrong_usage_is_2(words: tuple[str, ...]) -> None:
    code, printed, said = run(*words)
    assert (code, printed) == (2, "")
    assert "usage: sagebuild" in said


def test_whatever_goes_wrong_is_one_sentence_and_1() -> None:
    assert run("status") == (
        1,
        "",
        'Which stack? Name it, such as SageBuild("churn") or --stack churn, or set SAGEBUILD_STACK, or write the name into a file .sagebuild '
        "in this folder or one above it\n",
    )
    assert run("status", "--stack", "churn") == (
        1,
        "",
        "No AWS region is chosen: set AWS_REGION, such as eu-west-1, or pass SageBuild a boto3.Session\n",
    )


def test_the_client_needs_nothing_but_boto3_until_something_is_drawn() -> None:
    heavy = "{'pandas', 'matplotlib', 'IPython', 'rich'}"
    script = f"import sagebuild, sagebuild.command, sys; assert not {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], env={"PYTHONPATH": str(NOTEBOOKS)}, check=True)


def test_an_assignment_is_a_change_of_the_document() -> None:
    assert assignment("HyperParameters.C=10") == {"HyperParameters": {"C": 10}}
    assert assignment("Framework=SKLEARN") == {"Framework": "SKLEARN"}
    assert assignment('Tags={"a": "b=c"}') == {"Tags": {"a": "b=c"}}
    assert assignment("Deploy=null") == {"Deploy": None}


@pytest.mark.parametrize("text", ["C", "=1", "a..b=1"])
def test_what_is_no_assignment_is_said(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match=r"^expected KEY=VALUE, such as HyperParameters.C=10, got '"):
        assignment(text)


def test_later_assignments_win() -> None:
    assert together([{"a": {"b": 1, "c": 2}}, {"a": {"b": 3}}]) == {"a": {"b": 3, "c": 2}}


@pytest.fixture
def told(churn: SageBuild, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """What the command prints and how it ends, with AWS stubbed."""
    monkeypatch.setattr(command, "SageBuild", lambda name: churn)

    def tell(*words: str) -> tuple[int, str]:
        code = command.main(list(words))
        return code, capsys.readouterr().out

    return tell


def test_the_history_is_lines_under_each_other(told: Any, aws: StubbedAws) -> None:
    times = {"StartedAt": "2026-11-26T12:00:00Z", "EndedAt": "2026-11-26T12:01:30Z"}
    lists(aws, item(10, **times, Status="FAILED", Cause="no\ndata"), item(9, **times, Reason="first"), limit=2)
    assert told("history", "--limit", "2") == (
        0,
        "Version  Status     Began                 Took        Metrics  Reason, or what went wrong\n"
        "10       FAILED     2026-11-26 12:00 UTC  1 min 30 s           no data\n"
        "9        SUCCEEDED  2026-11-26 12:00 UTC  1 min 30 s           first\n",
    )


def test_before_the_first_build_that_is_said(told: Any, aws: StubbedAws) -> None:
    for _ in range(3):
        lists(aws)
    assert told("status") == (0, "churn has had no build yet.\n")
    assert told("status", "--json") == (0, "null\n")
    assert told("history") == (0, "churn has had no build yet.\n")


def test_the_status_tells_of_a_rollback_that_runs_too(told: Any, aws: StubbedAws) -> None:
    for status in ("RUNNING", "ROLLED_BACK"):
        lists(aws, item(3, Reason="a push"))
        lists(aws, rollback_item(1, Status=status), limit=1, kind="rollback")
        served(aws, 3)
    build = "Version 3 of churn succeeded after 0 s. Reason: a push\n"
    assert told("status") == (0, f"{build}churn has been going back to version 2 from version 3 for 0 s.\n")
    assert told("status") == (0, build)


def test_the_status_tells_of_an_endpoint_outside_its_hours(told: Any, aws: StubbedAws) -> None:
    lists(aws, item(3, Reason="a push"))
    lists(aws, limit=1, kind="rollback")
    served(aws, 3, Hours={"Serve": False, "Hours": "07:00-19:00 MON-FRI UTC"})
    assert told("status")[1].splitlines()[1:] == [
        "The endpoint is outside its hours, 07:00-19:00 MON-FRI UTC, and taken down: version 3 is kept, and rollback(3) brings it back now."
    ]


def test_the_status_tells_which_version_serves_where_it_is_not_that_of_the_build(told: Any, aws: StubbedAws) -> None:
    lists(aws, item(3, Status="FAILED", Cause="Train Model: no data"))
    lists(aws, limit=1, kind="rollback")
    served(aws, 1, 2)
    assert told("status") == (0, "Version 3 of churn failed after 0 s: Train Model: no data\nVersion 2 serves.\n")


DECISIONS = {
    "TrainingImage": {"Decision": "REUSED", "Version": 2, "Because": "nothing in training/ has changed since version 2"},
    "Training": {"Decision": "DONE", "Version": None, "Because": "HyperParameters.C was 1, is 10"},
}
TABLE = (
    "Part            Decision               Because\n"
    "training image  reused from version 2  nothing in training/ has changed since version 2\n"
    "training        done                   HyperParameters.C was 1, is 10\n"
)


def test_what_a_launch_would_do_is_a_table_of_part_decision_and_reason(told: Any, aws: StubbedAws) -> None:
    would = {"Parameters": {}, "Decisions": DECISIONS}
    for _ in range(2):
        is_checked(aws, None, would, Launch={"HyperParameters": {"C": 10}}, Explain=True)
    assert told("explain", "--set", "HyperParameters.C=10") == (0, f"What a launch of churn would do now:\n{TABLE}")
    assert json.loads(told("explain", "--set", "HyperParameters.C=10", "--json")[1]) == DECISIONS


def test_what_was_decided_for_a_version_is_the_same_table(told: Any, aws: StubbedAws) -> None:
    for decided in (DECISIONS, {}):
        reads(aws, item(3, Decisions=decided), version=3)
    assert told("explain", "--version", "3") == (0, f"Version 3 of churn:\n{TABLE}")
    assert told("explain", "--version", "3") == (0, "Version 3 of churn: nothing was decided.\n")


def test_a_launch_that_would_be_refused_is_3(told: Any, aws: StubbedAws) -> None:
    is_checked(aws, None, {"Refused": {"Error": "MissingData", "Cause": "Channels.train: nothing is there"}}, Explain=True)
    assert told("explain") == (3, "")


def test_a_version_of_another_stack_is_promoted(told: Any, aws: StubbedAws) -> None:
    message = '{"Parameters": {"Promote": {"Stack": "churn-dev", "Version": 12}}, "Reason": "it is proven"}'
    aws.answers("sns", "publish", {"MessageId": "m-1"}, TopicArn=OUTPUTS["LaunchTopic"], Message=message)
    assert told("promote", "churn-dev", "12", "--reason", "it is proven") == (0, "Launched: m-1\n")


def test_a_version_is_trained_again_by_a_launch(told: Any, aws: StubbedAws) -> None:
    aws.answers("sns", "publish", {"MessageId": "m-1"}, TopicArn=OUTPUTS["LaunchTopic"], Message='{"Reproduce": 12}')
    assert told("launch", "--reproduce", "12") == (0, "Launched: m-1\n")


def test_waiting_for_a_build_that_failed_is_1(told: Any, aws: StubbedAws) -> None:
    for _ in range(2):
        reads(aws, item(2, Status="FAILED", Cause="no data"), version=2)
    code, printed = told("wait", "2", "--json")
    assert code == 1
    assert '"Cause": "no data"' in printed


def test_a_document_that_is_refused_is_3(told: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise command.Refused("Deploy: expected true or false, got 5")

    monkeypatch.setattr(SageBuild, "change", refuse)
    assert told("parameters", "--set", "Deploy=5") == (3, "")


def test_an_interruption_ends_the_watching_and_says_that_the_build_goes_on(
    told: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(SageBuild, "wait", interrupt)
    assert command.main(["wait"]) == 130
    assert capsys.readouterr().err == "Interrupted; a build that runs goes on.\n"


def test_a_file_that_cannot_be_read_is_a_sentence(told: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["invoke", "/nowhere"]) == 1
    assert capsys.readouterr().err == "/nowhere cannot be read: No such file or directory\n"


def asked(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))


def rolls_back(aws: StubbedAws, message: dict[str, Any], **attributes: Any) -> None:
    """Let a message become a rollback that has ended."""
    aws.answers("sns", "publish", {"MessageId": "m-1"}, TopicArn=OUTPUTS["RollbackTopic"], Message=json.dumps(message))
    launching(aws)
    lists(aws, rollback_item(1, Launches=["m-1"], **attributes), kind="rollback")
    reads(aws, rollback_item(1, Launches=["m-1"], **attributes), "rollback", 1)
    launching(aws)


def test_a_rollback_asks_first_and_says_what_will_serve(
    told: Any, aws: StubbedAws, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked(monkeypatch, "no\n")
    served(aws, 1, 2, 3)
    lists(aws, item(4, Status="RUNNING"))
    assert command.main(["rollback"]) == 3
    question = "churn serves version 3. The build of version 4, which runs, is stopped first. Go back to version 2? [y/N] "
    assert capsys.readouterr() == ("", f"{question}Nothing was changed\n")


def test_a_rollback_that_was_agreed_to_goes_to_the_version_that_was_named_in_the_question(
    told: Any, aws: StubbedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(monkeypatch, "y\n")
    served(aws, 1, 2, 3)
    lists(aws, item(3))
    rolls_back(aws, {"Version": 2})
    code, printed = told("rollback", "--json")
    assert code == 0
    assert '"To": 2' in printed


@pytest.mark.parametrize(("status", "code"), [("ROLLED_BACK", 0), ("FAILED", 1)])
def test_the_exit_code_tells_what_became_of_a_rollback(told: Any, aws: StubbedAws, status: str, code: int) -> None:
    rolls_back(aws, {"Version": 7, "Reason": "by hand"}, Status=status)
    assert told("rollback", "--yes", "--version", "7", "--reason", "by hand", "--json")[0] == code


def test_where_there_is_nothing_to_go_back_to_the_stack_says_so_and_it_is_3(told: Any, aws: StubbedAws) -> None:
    served(aws, 1)
    aws.answers("sns", "publish", {"MessageId": "m-1"}, TopicArn=OUTPUTS["RollbackTopic"], Message="{}")
    for _ in range(2):
        launching(aws, Rejected=[{"Id": "q-1", "Launch": "m-1", "Cause": "no version has served before version 1"}])
    assert told("rollback") == (3, "")
