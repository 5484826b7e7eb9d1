import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from local.codecommit import commits, git, repositories
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
