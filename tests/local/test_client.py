"""The notebooks' client and its command against the deployed stack."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from examples.byod.digits import split
from local.commands import ROOT
from local.stack import Stack
from sagebuild import Build, Refused, SageBuild, SageBuildError, messages
from tests.local.conftest import DOCUMENT
from tests.local.waiting import until


@pytest.fixture(scope="module")
def churn(stack: Stack) -> Iterator[SageBuild]:
    """The client, with nothing but the environment that a person has."""
    with pytest.MonkeyPatch.context() as patched:
        for name, value in stack.account.environment().items():
            if name.startswith("AWS_"):
                patched.setenv(name, value)
        patched.setattr(messages, "LOOK_SECONDS", 0.2)
        yield SageBuild(stack.name)


@pytest.fixture(scope="module")
def client_build(churn: SageBuild) -> Build:
    """A build that the client has launched and waited for."""
    launch = churn.launch({"HyperParameters": {"C": 2.0}}, "the client's")
    build = launch.wait(show=False)
    assert launch.state() == "SUCCEEDED"
    return build


def test_a_launch_becomes_a_build_that_knows_its_parameters_and_metrics(churn: SageBuild, client_build: Build) -> None:
    assert (client_build.status, client_build.deployed, client_build.reason) == ("SUCCEEDED", True, "the client's")
    assert client_build.metrics["validation:accuracy"] > 0.9
    assert client_build.parameters["HyperParameters"] == {"C": 2.0}
    status = churn.status()
    assert status
    assert status.version == client_build.version


def test_the_history_has_a_row_for_each_build_and_a_column_for_each_metric(churn: SageBuild, client_build: Build) -> None:
    table = churn.history()
    assert table.loc[client_build.version, "Status"] == "SUCCEEDED"
    assert table.loc[client_build.version, "validation:accuracy"] == client_build.metrics["validation:accuracy"]


def test_a_change_is_written_and_one_that_no_build_could_use_is_not(churn: SageBuild) -> None:
    assert churn.change({"HyperParameters": {"C": 3.0}}).lines == ["HyperParameters.C: 1.0 → 3.0"]
    with pytest.raises(Refused, match=r"^Hyperparameters: unknown key; did you mean HyperParameters\?$"):
        churn.change({"Hyperparameters": {}})
    with pytest.raises(Refused, match=r'^TrainingJob\.ResourceConfig\.InstanceCount: expected an integer, got "two"$'):
        churn.check({"TrainingJob": {"ResourceConfig": {"InstanceCount": "two"}}})
    assert churn.parameters()["HyperParameters"] == {"C": 3.0}
    assert churn.replace(DOCUMENT).lines == ["HyperParameters.C: 3.0 → 1.0"]
    newest, before, *_ = churn.versions_of_parameters()
    assert (newest["Document"], before["Document"]["HyperParameters"]) == (DOCUMENT, {"C": 3.0})


def test_a_launch_that_is_rejected_says_why(churn: SageBuild) -> None:
    launch = churn.launch({"Deploy": "yes"})
    with pytest.raises(Refused, match=r'^Deploy: expected true or false, got "yes"$'):
        launch.wait()
    assert (launch.state(), launch.build) == ("REJECTED", None)


def test_two_builds_are_compared(churn: SageBuild, client_build: Build) -> None:
    rows = {(row.section, row.name): (row.first, row.second) for row in churn.compare(1, client_build.version).rows}
    assert rows["Parameters", "HyperParameters.C"] == ("1.0", "2.0")
    assert rows["Build", "Reason"] == ("the first build", "the client's")
    assert ("Data", "train.Bytes") not in rows
    assert ("Code", "Commit") not in rows


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("Train Model", "validation:accuracy="),
        ("Plan Build", '"framework": "BYOD"'),
    ],
)
def test_what_a_state_has_logged_is_read(churn: SageBuild, client_build: Build, state: str, word: str) -> None:
    assert any(word in line for line in churn.logs(state, client_build.version))


def test_an_image_has_logged_in_the_version_that_built_it(churn: SageBuild, client_build: Build) -> None:
    image = client_build.decisions.of("TrainingImage")
    assert image
    assert image.decision == "REUSED"
    why = f"its training image was reused from version {image.version}, because {image.because}"
    with pytest.raises(
        SageBuildError, match=rf"^Build Training Image was left out in version {client_build.version} of .+: {re.escape(why)}$"
    ):
        list(churn.logs("Build Training Image", client_build.version))
    assert any("docker build" in line for line in churn.logs("Build Training Image", image.version))


def test_what_a_launch_would_do_is_explained_and_nothing_is_launched(churn: SageBuild, client_build: Build) -> None:
    decided = churn.explain({"HyperParameters": {"C": 2.5}, "Reuse": {"Training": "FAILED"}})
    training = decided.of("Training")
    assert training
    assert (training.decision, training.because) == ("DONE", "HyperParameters.C was 2.0, is 2.5")
    assert [(part.part, part.decision) for part in decided.parts] == [
        ("TrainingImage", "REUSED"), ("InferenceImage", "REUSED"), ("Training", "DONE"), ("Evaluation", "SKIPPED"), ("Deployment", "DONE"),
    ]  # fmt: skip
    assert churn.builds(1)[0].version == client_build.version
    with pytest.raises(Refused, match=r'^Deploy: expected true or false, got "yes"$'):
        churn.explain({"Deploy": "yes"})


def test_what_the_endpoint_has_logged_is_read(churn: SageBuild, client_build: Build) -> None:
    with pytest.raises(SageBuildError):
        churn.invoke("no number")
    until(lambda: any("400" in line for line in churn.logs("Endpoint", client_build.version)))


def test_the_states_of_a_build_are_told(churn: SageBuild, client_build: Build) -> None:
    states = {state.name: state.status for state in churn.states(client_build.version)}
    assert (states["Plan Build"], states["Train Model"], states["Build Succeeded"]) == ("SUCCEEDED", "SUCCEEDED", "SUCCEEDED")


def test_the_endpoint_answers_rows(churn: SageBuild, client_build: Build) -> None:
    held_out = split()[1][:50]
    answers = str(churn.invoke([row[1:] for row in held_out])).split()
    assert sum(int(answer) == row[0] for answer, row in zip(answers, held_out, strict=True)) >= 45


def test_a_running_build_is_followed_and_stopped(churn: SageBuild, client_build: Build) -> None:
    launch = churn.launch({"HyperParameters": {"passes": 100_000}}, "too long")
    until(lambda: launch.state() == "RUNNING")
    followed = churn.logs(follow=True)
    assert "hyperparameters" in next(followed)
    running = launch.build
    assert running
    running = churn.build(running.version)
    until(lambda: churn.training_now(running)["Metrics"] != {})
    assert churn.training_now(running)["Status"] == "Training"
    assert "pass " in churn.training_now(running)["LastLine"]
    stopped = churn.stop("a wrong turn")
    assert (stopped.version, stopped.status) == (running.version, "STOPPED")
    assert stopped.cause == "a wrong turn"
    assert {state.name: state.status for state in churn.states(stopped.version)}["Train Model"] == "STOPPED"
    assert all("pass " in line or "rows" in line for line in followed)


def test_the_endpoint_goes_back_and_what_serves_is_told(churn: SageBuild, stack: Stack, client_build: Build) -> None:
    served = churn.served()
    assert served.current and served.previous
    sent = churn.rollback(reason="the client's")
    back = sent.wait(show=False)
    assert (back.status, back.version, back.came_from, back.reason) == ("ROLLED_BACK", served.previous, served.current, "the client's")
    assert (sent.state(), churn.rollbacks(1)[0].message_id) == ("ROLLED_BACK", sent.message_id)
    assert churn.served().current == served.previous
    assert {state.name: state.status for state in churn.states(back)}["Await Endpoint"] == "SUCCEEDED"
    assert f"back to version {served.previous}: rolled back" in churn.graph(back).svg
    code, printed, _ = command(stack, "rollback", "--yes", "--version", str(served.current), "--json")
    assert (code, json.loads(printed)["To"]) == (0, served.current)
    serving = churn.serving(churn.builds())
    assert serving
    assert serving.version == served.current


def test_a_rollback_that_the_stack_refuses_says_why(churn: SageBuild, stack: Stack, client_build: Build) -> None:
    with pytest.raises(Refused, match=r"^there is no version 999$"):
        churn.rollback(999).wait()
    assert command(stack, "rollback", "--yes", "--version", "999") == (3, "", "there is no version 999\n")
    code, printed, said = command(stack, "rollback", given=b"n\n")
    assert (code, printed) == (3, "")
    assert re.fullmatch(r"churn serves version \d+\. Go back to version \d+\? \[y/N\] Nothing was changed\n", said)


def test_code_is_pushed_without_git(churn: SageBuild, tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("a")
    first = churn.push(tmp_path, "A note")
    assert churn.push(tmp_path, "The same again") == first
    (tmp_path / "notes" / "a.txt").write_text("b")
    second = churn.push(tmp_path, "Another note")
    repository = {"repositoryName": churn.outputs["RepoUrl"].rpartition("/")[2]}
    codecommit = churn.session.client("codecommit")
    assert codecommit.get_branch(**repository, branchName="main")["branch"]["commitId"] == second != first
    assert codecommit.get_file(**repository, filePath="notes/a.txt", commitSpecifier=second)["fileContent"] == b"b"
    assert codecommit.get_file(**repository, filePath="Dockerfile", commitSpecifier=second)["fileSize"] > 0


def test_data_is_uploaded_and_removed(churn: SageBuild, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("1")
    assert churn.upload(tmp_path, "elsewhere/") == f"s3://{churn.outputs['DataBucket']}/elsewhere/"
    assert churn.upload(b"2", "elsewhere/b.csv").endswith("/elsewhere/b.csv")
    assert (churn.remove("elsewhere/"), churn.remove("elsewhere/")) == (2, 0)


def command(stack: Stack, *words: str, given: bytes = b"") -> tuple[int, str, str]:
    """Run the command as a process, and return its exit code and what it printed and complained of."""
    environment = stack.account.environment() | {"PYTHONPATH": str(ROOT / "notebooks")}
    done = subprocess.run(
        [sys.executable, "-m", "sagebuild", *words, "--stack", stack.name], env=environment, input=given, capture_output=True, check=False
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def json_of(stack: Stack, *words: str) -> Any:
    code, printed, said = command(stack, *words, "--json")
    assert (code, said) == (0, "")
    return json.loads(printed)


def test_the_command_tells_of_builds_and_parameters(stack: Stack, client_build: Build) -> None:
    assert json_of(stack, "parameters") == DOCUMENT
    assert client_build.version in [build["Version"] for build in json_of(stack, "history")]
    assert json_of(stack, "wait", str(client_build.version))["Metrics"] == client_build.metrics
    assert command(stack, "parameters", "--diff", "--set", "HyperParameters.C=9")[1] == "HyperParameters.C: 1.0 → 9\n"
    assert json_of(stack, "parameters") == DOCUMENT


def test_the_command_asks_the_endpoint(stack: Stack, client_build: Build) -> None:
    row = ",".join(map(str, split()[1][0][1:])).encode()
    code, printed, _ = command(stack, "invoke", given=row)
    assert (code, printed.strip().isdigit()) == (0, True)


def test_the_commands_exit_code_tells_what_became_of_a_build(stack: Stack, client_build: Build) -> None:
    assert command(stack, "launch", "--wait", "--reason", "by command")[0] == 0
    code, printed, said = command(stack, "launch", "--wait", "--set", "HyperParameters.C=-1")
    assert (code, said) == (1, "")
    assert " failed after " in printed
    assert command(stack, "launch", "--wait", "--set", "Deploy=5") == (3, "", "Deploy: expected true or false, got 5\n")
    assert command(stack, "parameters", "--set", "Deploy=5") == (3, "", "Deploy: expected true or false, got 5\n")
    assert command(stack, "stop") == (1, "", "No build of churn runs\n")
    assert command(stack, "launch", "--set", "C")[0] == 2
