"""What a build of a GitHub repository is planned from, and how its end is told there."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from builds import records
from github_web import web
from plans import known_images, lookups
from plans.image_origins import images
from plans.source import MissingSource
from settle import commit_status
from tests.unit.github_web.stand_in import TOKEN, Github
from tests.unit.planned_stack import planned_stack
from tests.unit.planning import RESOURCES

CHURN = "https://github.com/octo/churn"
TRAINING = {"Training": {"Dockerfile": "training/Dockerfile", "Context": "training"}}
EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:churn:build-1"
KEYS = {"region_name": "us-east-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}


@pytest.fixture(autouse=True)
def stack(github: Github, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with planned_stack():
        monkeypatch.setenv("CODE_REPOSITORY", CHURN)
        ecr = boto3.client("ecr", **KEYS)
        monkeypatch.setattr(lookups, "client", lambda _: ecr)
        with Stubber(ecr) as stub:
            for _ in range(2):  # plans, at most
                stub.add_response("describe_images", {"imageDetails": []})
            yield


def look(pushed: str | None = None) -> dict[str, Any]:
    parameters: dict[str, Any] = {"Framework": "BYOD", "Images": TRAINING}
    build = {"Images": images(parameters, 12, "us-east-1", RESOURCES["RepositoryUri"]), "Commit": pushed}
    known_images.look(build, parameters, RESOURCES)
    return build


def push(github: Github, **more: str) -> str:
    return github.push(**{"training/Dockerfile": "FROM scratch\n", "training/train.py": "1\n", **more})


def test_all_images_are_built_from_the_commit_that_the_branch_is_at(github: Github) -> None:
    commit = push(github)
    found = look()
    assert found["Source"] == {"Repository": CHURN, "Branch": "main", "Version": commit, "Commit": commit}
    assert found["Images"]["Training"]["Objects"]["Context"] == github.git("rev-parse", "HEAD:training")


def test_a_push_that_is_told_late_does_not_hide_the_one_after_it(github: Github) -> None:
    late = push(github)
    newest = push(github, **{"training/train.py": "2\n"})
    assert look(late)["Source"]["Version"] == newest


def test_a_change_elsewhere_in_the_repository_makes_no_other_image(github: Github) -> None:
    push(github)
    before = look()["Images"]["Training"]["Content"]
    push(github, README="changed")
    assert look()["Images"]["Training"]["Content"] == before


def test_a_dockerfile_that_the_commit_does_not_hold_is_named(github: Github) -> None:
    github.push(README="x")
    with pytest.raises(
        MissingSource,
        match=r"Images\.Training\.Dockerfile: there is no file training/Dockerfile in repository https://github\.com/octo/churn",
    ):
        look()


def test_a_branch_that_is_not_there_is_named(github: Github) -> None:
    push(github)
    github.git("branch", "-m", "master")
    with pytest.raises(MissingSource, match=r"repository https://github\.com/octo/churn has no branch main"):
        look()


def test_what_github_does_not_tell_codebuild_finds_out(github: Github) -> None:
    push(github)
    github.repository.is_private = True
    found = look()
    assert found["Source"] == {"Repository": CHURN, "Branch": "main", "Version": "main"}
    assert found["Decisions"]["TrainingImage"]["Because"] == "it is not known what the commit holds"


def test_a_pushed_commit_is_built_by_its_own_name_where_github_does_not_tell_what_the_branch_is_at(github: Github) -> None:
    pushed = push(github)
    github.fails_with = 429
    found = look(pushed)
    assert (found["Source"]["Version"], found["Images"]["Training"]["Build"]) == (pushed, True)
    assert found["Images"]["Training"]["Content"] is None


def ended(status: str, **more: Any) -> dict[str, Any]:
    dates = {"startDate": 1000, "stopDate": 2000}
    return {"executionArn": EXECUTION, "stateMachineArn": "arn:build", "name": "build-1", "status": status, **dates, **more}


@pytest.fixture
def with_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLLBACK_MACHINE_ARN", "arn:rollback")
    secret = boto3.client("secretsmanager", region_name="us-east-1").create_secret(Name="token", SecretString=TOKEN)["ARN"]
    monkeypatch.setenv("GITHUB_TOKEN_SECRET_ARN", secret)


def test_the_commit_that_was_pushed_is_shown_as_being_built(github: Github, with_token: None) -> None:
    pushed = push(github)
    commit_status.show(ended("RUNNING", input=json.dumps({"Commit": pushed})))
    assert [(of, body["state"]) for of, body in github.posted] == [(pushed, "pending")]


def test_a_build_that_nobody_pushed_shows_at_its_end_what_its_images_were_built_from(github: Github, with_token: None) -> None:
    commit = push(github)
    records.note(1, {"Source": {"Commit": commit}})
    commit_status.show(ended("FAILED", input="{}", error="ModelRefused", cause="worse"))
    ((of, body),) = github.posted
    assert (of, body["state"], body["description"]) == (commit, "failure", "version 1: ModelRefused: worse")


def test_a_push_that_another_one_has_followed_shows_how_the_build_of_both_went(github: Github, with_token: None) -> None:
    pushed = push(github)
    newest = push(github, **{"training/train.py": "2\n"})
    records.note(1, {"Source": {"Commit": newest}})
    commit_status.show(ended("SUCCEEDED", input=json.dumps({"Commit": pushed}), output="{}"))
    assert [of for of, _ in github.posted] == [pushed, newest]


def test_a_build_of_no_commit_shows_nothing(github: Github, with_token: None) -> None:
    commit_status.show(ended("SUCCEEDED", input="{}", output="{}"))
    assert github.posted == []


def test_without_a_token_nothing_is_shown(github: Github, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN_SECRET_ARN", "")
    commit_status.show(ended("SUCCEEDED", input=json.dumps({"Commit": push(github)}), output="{}"))
    assert github.posted == []


def test_a_github_that_is_down_holds_up_no_build(github: Github, with_token: None, capsys: pytest.CaptureFixture[str]) -> None:
    pushed = push(github)
    github.fails_with = 503
    commit_status.show(ended("SUCCEEDED", input=json.dumps({"Commit": pushed}), output="{}"))
    assert json.loads(capsys.readouterr().out)["because"] == f"{web.API}/repos/octo/churn/statuses/{pushed} answers 503 Service Unavailable"
