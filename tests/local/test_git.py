"""git push to the local CodeCommit: of any size, while everybody else is served."""

import hashlib
import os
import subprocess
import threading
from pathlib import Path

import pytest

from local.launcher import LocalAws

SIZE = 70_000_000


def git(aws: LocalAws, folder: Path, *words: str) -> str:
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "core.compression=0", *words]
    done = subprocess.run(command, cwd=folder, env=aws.environment(), capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def work(aws: LocalAws, tmp_path: Path) -> Path:
    """A clone of an empty repository with one large file in it, committed."""
    made = aws.client("codecommit").create_repository(repositoryName="large")["repositoryMetadata"]
    git(aws, tmp_path, "clone", "--quiet", made["cloneUrlHttp"], "work")
    (tmp_path / "work/large.bin").write_bytes(os.urandom(SIZE))
    git(aws, tmp_path / "work", "add", "large.bin")
    git(aws, tmp_path / "work", "commit", "--quiet", "--message", "large")
    return tmp_path / "work"


def test_a_large_push_arrives_whole_and_other_requests_are_answered_meanwhile(aws: LocalAws, work: Path) -> None:
    pushing = threading.Thread(target=git, args=(aws, work, "push", "--quiet", "origin", "HEAD:main"))
    pushing.start()
    answered = 0
    while pushing.is_alive():
        aws.client("ssm").describe_parameters()
        answered += 1
    assert answered >= 10
    commit = aws.client("codecommit").get_branch(repositoryName="large", branchName="main")["branch"]["commitId"]
    assert commit == git(aws, work, "rev-parse", "HEAD").strip()
    git(aws, work.parent, "clone", "--quiet", f"{aws.url}/v1/repos/large", "again")
    again = hashlib.sha256((work.parent / "again/large.bin").read_bytes()).hexdigest()
    assert again == hashlib.sha256((work / "large.bin").read_bytes()).hexdigest()
