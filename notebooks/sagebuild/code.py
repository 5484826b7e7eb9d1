"""Bringing code to the stack's CodeCommit repository without git."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sagebuild import folders
from sagebuild.access import Access
from sagebuild.errors import AwsError, Refused, SageBuildError

# https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html
FILES, FILE_BYTES, COMMIT_BYTES = 100, 6 * 1024**2, 7 * 1024**2


def push(stack: Access, folder: Path, message: str, branch: str) -> str:
    """Commit a folder's files, and return the commit that the branch is at."""
    repository, client = repository_of(stack), stack.client("codecommit")
    commit = tip(client, repository, branch)
    for files in batches([entry(file, path) for file, path in folders.files(folder)]):
        parent = {"parentCommitId": commit} if commit else {}
        try:
            request = {"repositoryName": repository, "branchName": branch, "commitMessage": message, "putFiles": files}
            commit = client.create_commit(**request, **parent)["commitId"]
        except AwsError as error:
            if error.code != "NoChangeException":
                raise
    return str(commit)


def repository_of(stack: Access) -> str:
    """Return the name of the stack's repository."""
    url = stack.outputs["RepoUrl"]
    if "/v1/repos/" not in url:
        raise Refused(f"{stack.name} builds what is in {url}: push there with git")
    return url.rpartition("/")[2]


def tip(client: Any, repository: str, branch: str) -> str | None:
    """Return the commit that a branch is at, None if there is no such branch."""
    try:
        return str(client.get_branch(repositoryName=repository, branchName=branch)["branch"]["commitId"])
    except AwsError as error:
        if error.code != "BranchDoesNotExistException":
            raise
        return None


def entry(file: Path, path: str) -> dict[str, Any]:
    """Return a file as CreateCommit takes it."""
    content = file.read_bytes()
    if len(content) > FILE_BYTES:
        raise SageBuildError(
            f"{file} has {len(content) / 1024**2:.0f} MB, and CodeCommit takes files of up to {FILE_BYTES // 1024**2} MB so: push it with git, or upload() it"
        )
    return {"filePath": path, "fileContent": content, "fileMode": "EXECUTABLE" if os.access(file, os.X_OK) else "NORMAL"}


def batches(files: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Return the files in groups that one commit can hold."""
    batch: list[dict[str, Any]] = []
    size = 0
    for file in files:
        if batch and (len(batch) == FILES or size + len(file["fileContent"]) > COMMIT_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(file)
        size += len(file["fileContent"])
    if batch:
        yield batch
