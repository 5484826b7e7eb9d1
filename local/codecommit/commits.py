"""CodeCommit's CreateCommit: files put on a branch without git, and announced as a push is."""

import base64
import os
import subprocess
import tempfile
from typing import Any

from local.codecommit import git, repositories
from local.gateway.protocol import ServiceError
from local.gateway.state import ACCOUNT

MOST_FILES, FILE_BYTES, COMMIT_BYTES = 100, 6 * 1024**2, 7 * 1024**2
MODES = {"NORMAL": "100644", "EXECUTABLE": "100755", "SYMLINK": "120000"}


def create_commit(request: dict[str, Any]) -> dict[str, Any]:
    """Answer CreateCommit. Known: putFiles with their content."""
    name, branch = request["repositoryName"], request["branchName"]
    check(request.get("putFiles", []))
    before = repositories.branches(name)
    parent = before.get(branch)
    if request.get("parentCommitId") != parent:
        code = "ParentCommitIdRequiredException" if "parentCommitId" not in request else "ParentCommitIdOutdatedException"
        raise ServiceError(code, f"The branch {branch} is at {parent}: its tip has to be the parentCommitId")
    with tempfile.TemporaryDirectory() as scratch:
        tree = write_tree(name, parent, request.get("putFiles", []), f"{scratch}/index")
    if parent and tree == run(name, {}, b"", "rev-parse", f"{parent}^{{tree}}"):
        raise ServiceError("NoChangeException", "A commit must contain at least one change")
    parents = ["-p", parent] if parent else []
    commit = run(name, {}, b"", "commit-tree", tree, *parents, "-m", request.get("commitMessage", ""))
    run(name, {}, b"", "update-ref", f"refs/heads/{branch}", commit)
    repositories.announce(name, before, f"arn:aws:iam::{ACCOUNT}:root")
    return {"commitId": commit, "treeId": tree, "filesAdded": [], "filesUpdated": [], "filesDeleted": []}


def check(files: list[dict[str, Any]]) -> None:
    """Refuse more than one commit may hold: https://docs.aws.amazon.com/codecommit/latest/userguide/limits.html."""
    sizes = [len(base64.b64decode(file["fileContent"])) for file in files]
    if len(files) > MOST_FILES:
        raise ServiceError("MaximumFileEntriesExceededException", f"A commit holds at most {MOST_FILES} files")
    if max(sizes, default=0) > FILE_BYTES or sum(sizes) > COMMIT_BYTES:
        raise ServiceError(
            "FileContentSizeLimitExceededException", "The maximum file size is 6 MB, and the combined file content change size is 7 MB"
        )


def write_tree(name: str, parent: str | None, files: list[dict[str, Any]], index: str) -> str:
    """Return the tree of a commit's files with some more put into it."""
    scratch = {"GIT_INDEX_FILE": index}
    if parent:
        run(name, scratch, b"", "read-tree", parent)
    for file in files:
        blob = run(name, scratch, base64.b64decode(file["fileContent"]), "hash-object", "-w", "--stdin")
        mode = MODES[file.get("fileMode", "NORMAL")]
        run(name, scratch, b"", "update-index", "--add", "--cacheinfo", f"{mode},{blob},{file['filePath']}")
    return run(name, scratch, b"", "write-tree")


def run(name: str, environment: dict[str, str], given: bytes, *words: str) -> str:
    """Run git in a repository with something on its standard input, and return what it prints."""
    author = {
        f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "root"), ("EMAIL", "root@example.com"))
    }
    command = ["git", "-C", os.fspath(git.path(name)), *words]
    settings = {**git.git_environment(), **author, **environment}
    return subprocess.run(command, check=True, capture_output=True, input=given, env=settings).stdout.decode().strip()
