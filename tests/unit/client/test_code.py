from pathlib import Path
from typing import Any

import pytest

from sagebuild import Refused, SageBuild, SageBuildError, code
from tests.unit.client.conftest import StubbedAws

REPOSITORY = {"repositoryName": "churn-1a2b3c4d", "branchName": "main"}
FIRST, SECOND = "1" * 40, "2" * 40


def file(path: str, content: bytes, mode: str = "NORMAL") -> dict[str, Any]:
    return {"filePath": path, "fileContent": content, "fileMode": mode}


def commits(aws: StubbedAws, commit: str, *files: dict[str, Any], **parent: str) -> None:
    aws.answers(
        "codecommit", "create_commit", {"commitId": commit}, **REPOSITORY, commitMessage="the model", putFiles=list(files), **parent
    )


def test_a_folder_becomes_a_commit_on_the_branch(churn: SageBuild, aws: StubbedAws, tmp_path: Path) -> None:
    (tmp_path / "train").write_text("#!")
    (tmp_path / "train").chmod(0o755)
    (tmp_path / "Dockerfile").write_text("FROM x")
    aws.answers("codecommit", "get_branch", {"branch": {"branchName": "main", "commitId": FIRST}}, **REPOSITORY)
    commits(aws, SECOND, file("Dockerfile", b"FROM x"), file("train", b"#!", "EXECUTABLE"), parentCommitId=FIRST)
    assert churn.push(tmp_path, "the model") == SECOND


def test_the_first_commit_of_a_repository_has_no_parent(churn: SageBuild, aws: StubbedAws, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM x")
    aws.refuses("codecommit", "get_branch", "BranchDoesNotExistException")
    commits(aws, FIRST, file("Dockerfile", b"FROM x"))
    assert churn.push(str(tmp_path), "the model") == FIRST


def test_where_nothing_differs_there_is_no_commit(churn: SageBuild, aws: StubbedAws, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM x")
    aws.answers("codecommit", "get_branch", {"branch": {"branchName": "main", "commitId": FIRST}}, **REPOSITORY)
    aws.refuses("codecommit", "create_commit", "NoChangeException")
    assert churn.push(tmp_path, "the model") == FIRST


def test_a_commit_that_somebody_else_has_made_meanwhile_is_not_overwritten(churn: SageBuild, aws: StubbedAws, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM x")
    aws.answers("codecommit", "get_branch", {"branch": {"branchName": "main", "commitId": FIRST}}, **REPOSITORY)
    aws.refuses("codecommit", "create_commit", "ParentCommitIdOutdatedException", "not the current tip")
    with pytest.raises(SageBuildError, match=r"^CreateCommit was refused: not the current tip$"):
        churn.push(tmp_path, "the model")


def test_more_than_a_commit_holds_becomes_several(
    churn: SageBuild, aws: StubbedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code, "FILES", 2)
    monkeypatch.setattr(code, "COMMIT_BYTES", 5)
    for name, size in (("a", 1), ("b", 1), ("c", 3), ("d", 3)):
        (tmp_path / name).write_bytes(b"x" * size)
    aws.refuses("codecommit", "get_branch", "BranchDoesNotExistException")
    commits(aws, FIRST, file("a", b"x"), file("b", b"x"))
    commits(aws, SECOND, file("c", b"xxx"), parentCommitId=FIRST)
    commits(aws, "3" * 40, file("d", b"xxx"), parentCommitId=SECOND)
    assert churn.push(tmp_path, "the model") == "3" * 40


def test_a_file_that_codecommit_does_not_take_is_said_before_anything_is_sent(
    churn: SageBuild, aws: StubbedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code, "FILE_BYTES", 2 * 1024**2)
    (tmp_path / "model.bin").write_bytes(b"x" * 3 * 1024**2)
    aws.refuses("codecommit", "get_branch", "BranchDoesNotExistException")
    with pytest.raises(
        SageBuildError, match=r"model.bin has 3 MB, and CodeCommit takes files of up to 2 MB so: push it with git, or upload\(\) it$"
    ):
        churn.push(tmp_path, "the model")


def test_a_repository_at_github_is_pushed_to_with_git(churn: SageBuild, tmp_path: Path) -> None:
    churn.outputs["RepoUrl"] = "https://github.com/me/churn"
    with pytest.raises(Refused, match=r"^churn builds what is in https://github.com/me/churn: push there with git$"):
        churn.push(tmp_path, "the model")
