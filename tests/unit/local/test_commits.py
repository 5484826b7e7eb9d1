import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.codecommit import commits, content, git, repositories
from local.gateway.protocol import ServiceError

REPOSITORY = {"repositoryName": "code", "branchName": "main", "commitMessage": "m"}


@pytest.fixture(autouse=True)
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LOCAL_AWS_STATE_DIR", str(tmp_path))
    monkeypatch.setattr(repositories, "announce", lambda *_: None)
    monkeypatch.setitem(repositories.records, "code", {})
    subprocess.run(["git", "init", "--quiet", "--bare", "--initial-branch=main", git.path("code")], check=True)
    yield


def file(path: str, content: bytes) -> dict[str, Any]:
    return {"filePath": path, "fileContent": base64.b64encode(content).decode()}


def test_a_commit_that_changes_nothing_is_refused() -> None:
    first = commits.create_commit({**REPOSITORY, "putFiles": [file("a", b"1")]})["commitId"]
    with pytest.raises(ServiceError) as told:
        commits.create_commit({**REPOSITORY, "putFiles": [file("a", b"1")], "parentCommitId": first})
    assert told.value.code == "NoChangeException"
    assert commits.create_commit({**REPOSITORY, "putFiles": [file("a", b"2")], "parentCommitId": first})["commitId"] != first


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ([file(str(number), b"") for number in range(101)], "MaximumFileEntriesExceededException"),
        ([file("a", b"x" * (6 * 1024**2 + 1))], "FileContentSizeLimitExceededException"),
        ([file(name, b"x" * 4 * 1024**2) for name in "ab"], "FileContentSizeLimitExceededException"),
    ],
)
def test_a_commit_holds_no_more_than_on_aws(files: list[dict[str, Any]], code: str) -> None:
    with pytest.raises(ServiceError) as told:
        commits.create_commit({**REPOSITORY, "putFiles": files})
    assert told.value.code == code


def test_a_folder_is_told_with_gits_own_ids() -> None:
    first = commits.create_commit({**REPOSITORY, "putFiles": [file("a/b/c", b"1"), file("a/run", b"2"), file("d", b"1")]})["commitId"]
    asked = {"repositoryName": "code", "commitSpecifier": first}
    root, folder = (content.get_folder({**asked, "folderPath": path}) for path in ("", "a"))
    assert root["treeId"] == git.git("code", "rev-parse", "main^{tree}").strip()
    assert root["subFolders"] == [{"treeId": folder["treeId"], "absolutePath": "a", "relativePath": "a"}]
    one = "56a6051ca2b02b04ef92d5150c9ef600403cb1de"  # git hash-object of "1"
    assert root["files"] == [{"blobId": one, "absolutePath": "d", "relativePath": "d", "fileMode": "NORMAL"}]
    assert [entry["absolutePath"] for entry in (*folder["subFolders"], *folder["files"])] == ["a/b", "a/run"]


@pytest.mark.parametrize(
    ("path", "code"), [("b", "FolderDoesNotExistException"), ("a/c", "FolderDoesNotExistException"), ("../a", "InvalidPathException")]
)
def test_what_is_no_folder_is_refused(path: str, code: str) -> None:
    commits.create_commit({**REPOSITORY, "putFiles": [file("a/c", b"1")]})
    with pytest.raises(ServiceError) as told:
        content.get_folder({"repositoryName": "code", "folderPath": path})
    assert told.value.code == code
