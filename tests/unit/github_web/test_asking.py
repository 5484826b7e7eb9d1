import json
import socket
import threading
import time
from collections.abc import Iterator

import boto3
import moto
import pytest

from github_web import objects, references, statuses, web
from tests.unit.github_web.stand_in import TOKEN, Github

CHURN = "https://github.com/octo/churn"


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with moto.mock_aws():
        made = boto3.client("secretsmanager", region_name="us-east-1").create_secret(Name="token", SecretString=TOKEN)["ARN"]
        monkeypatch.setenv("GITHUB_TOKEN_SECRET_ARN", made)
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield made


def said(status: str, **known: object) -> dict[str, object]:
    return {"Stack": "churn", "Version": 12, "Status": status, "Error": None, "Cause": None, "ConsoleUrl": "https://console/12", **known}


def test_the_commit_of_a_branch_is_the_one_that_was_pushed_last(github: Github) -> None:
    github.push(Dockerfile="FROM scratch\n")
    newest = github.push(Dockerfile="FROM python\n")
    github.git("branch", "main-2", "HEAD~1")
    assert references.commit_of(CHURN, "main") == newest
    assert references.commit_of(f"{CHURN}.git", "main") == newest


def test_a_branch_that_is_not_there_is_told_from_a_repository_that_is_not(github: Github) -> None:
    github.push(Dockerfile="FROM scratch\n")
    assert references.commit_of(CHURN, "mai") is None
    github.repository.is_private = True
    with pytest.raises(web.NotThere, match=r"/octo/churn\.git/info/refs"):
        references.commit_of(CHURN, "main")


def test_an_empty_repository_has_no_branch(github: Github) -> None:
    assert references.commit_of(CHURN, "main") is None


def test_what_is_no_list_of_references_is_no_answer(github: Github, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(github.repository, "references", lambda: b"<html>maintenance</html>")
    with pytest.raises(web.Unanswered, match="no list of references"):
        references.commit_of(CHURN, "main")


def test_files_and_folders_are_found_by_gits_own_ids(github: Github) -> None:
    commit = github.push(**{"Dockerfile": "FROM scratch\n", "training/src/train.py": "1\n", "serving/serve.py": "1\n"})
    assert objects.tree(CHURN, commit, ".") == github.git("rev-parse", "HEAD^{tree}")
    assert objects.tree(CHURN, commit, "training/src") == github.git("rev-parse", "HEAD:training/src")
    assert objects.blob(CHURN, commit, "training/src/train.py") == github.git("rev-parse", "HEAD:training/src/train.py")
    assert objects.blob(CHURN, commit, "Dockerfile") == github.git("rev-parse", "HEAD:Dockerfile")


@pytest.mark.parametrize("path", ["missing", "training/missing", "Dockerfile/inside", "training"])
def test_what_is_no_file_of_the_commit_has_no_blob(github: Github, path: str) -> None:
    commit = github.push(**{"Dockerfile": "FROM scratch\n", "training/train.py": "1\n"})
    assert objects.blob(CHURN, commit, path) is None


def test_a_file_is_no_folder(github: Github) -> None:
    assert objects.tree(CHURN, github.push(Dockerfile="FROM scratch\n"), "Dockerfile") is None


def test_a_folder_is_asked_for_once(github: Github) -> None:
    commit = github.push(**{"training/Dockerfile": "FROM scratch\n", "training/train.py": "1\n"})
    objects.tree(CHURN, commit, "training")
    objects.blob(CHURN, commit, "training/Dockerfile")
    objects.blob(CHURN, commit, "training/Dockerfile.dockerignore")
    assert len(github.asked) == 3


@pytest.mark.parametrize(
    "text", [TOKEN, f"{TOKEN}\n", json.dumps({"ServerType": "GITHUB", "AuthType": "PERSONAL_ACCESS_TOKEN", "Token": TOKEN})]
)
def test_a_private_repository_is_read_with_the_token_in_either_form(github: Github, secret: str, text: str) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=text)
    github.repository.is_private = True
    commit = github.push(Dockerfile="FROM scratch\n")
    assert references.commit_of(CHURN, "main") == commit
    assert objects.blob(CHURN, commit, "Dockerfile") == github.git("rev-parse", "HEAD:Dockerfile")


@pytest.mark.parametrize("status", [403, 429, 500])
def test_a_github_that_does_not_answer_says_so(github: Github, status: int) -> None:
    github.fails_with = status
    with pytest.raises(web.Unanswered, match=f"answers {status}"):
        references.commit_of(CHURN, "main")


def test_a_github_that_is_not_there_says_so(github: Github, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "GIT", "http://127.0.0.1:9")
    with pytest.raises(web.Unanswered, match=r"cannot be asked: .*refused"):
        references.commit_of(CHURN, "main")


def test_an_answer_that_is_too_long_is_none(github: Github, monkeypatch: pytest.MonkeyPatch) -> None:
    github.push(Dockerfile="FROM scratch\n")
    monkeypatch.setattr(web, "LARGEST", 10)
    with pytest.raises(web.Unanswered, match="more than 10 bytes"):
        references.commit_of(CHURN, "main")


def test_a_folder_of_which_not_all_is_told_is_not_known(github: Github) -> None:
    commit = github.push(**{"a.py": "1\n", "Dockerfile": "FROM scratch\n"})
    github.repository.most = 1
    with pytest.raises(web.Unanswered, match="does not tell all of the tree"):
        objects.blob(CHURN, commit, "a.py")


def test_a_token_that_was_replaced_counts_within_minutes(github: Github, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    github.repository.is_private, now = True, time.time()
    commit = github.push(Dockerfile="FROM scratch\n")
    boto3.client("secretsmanager").put_secret_value(SecretId=secret, SecretString="of yesterday")
    with pytest.raises((web.Unanswered, web.NotThere)):
        references.commit_of(CHURN, "main")
    boto3.client("secretsmanager").put_secret_value(SecretId=secret, SecretString=TOKEN)
    monkeypatch.setattr(time, "time", lambda: now + 300)
    assert references.commit_of(CHURN, "main") == commit


def test_a_secret_without_a_token_is_told(github: Github, secret: str) -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId=secret, SecretString='{"token": "ghp"}')
    with pytest.raises(web.Unanswered, match=r"the secret arn:.* has no Token"):
        references.commit_of(CHURN, "main")


def test_a_secret_that_cannot_be_read_is_told(github: Github, secret: str) -> None:
    boto3.client("secretsmanager").delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)
    with pytest.raises(web.Unanswered, match=r"the secret arn:.* cannot be read \(ResourceNotFoundException\)"):
        references.commit_of(CHURN, "main")


@pytest.mark.parametrize("text", [b"<html>maintenance</html>", b"[]", b'"churn"', b"{}"])
def test_an_answer_that_is_no_object_of_the_api_is_none(github: Github, monkeypatch: pytest.MonkeyPatch, text: bytes) -> None:
    monkeypatch.setattr(web, "asked", lambda *_: text)
    with pytest.raises(web.Unanswered, match=r"is no answer of GitHub's|does not tell the tree"):
        objects.tree(CHURN, "0" * 40, ".")


def test_a_server_that_does_not_speak_http_is_no_answer(github: Github, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"220 mail.example.com\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        monkeypatch.setattr(web, "API", f"http://127.0.0.1:{server.getsockname()[1]}")
        with pytest.raises(web.Unanswered, match="cannot be asked: "):
            objects.tree(CHURN, "0" * 40, ".")


def test_a_build_that_runs_and_ends_gives_its_commit_a_status(github: Github, secret: str) -> None:
    commit = github.push(Dockerfile="FROM scratch\n")
    failed = said("FAILED", Error="ModelRefused", Cause="accuracy is 0.2" + " and so on" * 40)
    for told in (said("STARTED"), said("SUCCEEDED"), failed):
        statuses.write(CHURN, commit, told)
    link = {"context": "sagebuild/churn", "target_url": "https://console/12"}
    assert [of for of, _ in github.posted] == [commit] * 3
    assert github.posted[0][1] == {"state": "pending", "description": "version 12 is being built", **link}
    assert github.posted[1][1] == {"state": "success", "description": "version 12 succeeded", **link}
    assert github.posted[2][1]["state"] == "failure"
    assert github.posted[2][1]["description"].startswith("version 12: ModelRefused: accuracy is 0.2 and so on")
    assert len(github.posted[2][1]["description"]) == 140


def test_a_token_that_may_not_write_statuses_is_told(github: Github) -> None:
    with pytest.raises(web.Unanswered, match="401"):
        statuses.write(CHURN, "0" * 40, said("STOPPED"))
