"""GitHub as far as SageBuild asks it, over a real repository octo/churn."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

from local.github.answers import Answer, Answers
from local.github.repositories import Repository

TOKEN = "ghp_of_the_stack"
COMMITTER = ["-c", "user.name=o", "-c", "user.email=o@example.com"]


class Github:
    """A repository, what was asked of it, and how it misbehaves."""

    def __init__(self, work: Path) -> None:
        work.mkdir()
        self.work, self.repository = work, Repository(work / ".git", TOKEN)
        self.asked: list[str] = []
        self.fails_with: int | None = None
        self.git("init", "-q", "-b", "main")

    @property
    def posted(self) -> list[tuple[str, Any]]:
        """What was posted, by the commits."""
        return self.repository.statuses()

    def push(self, **files: str) -> str:
        """Commit files and return the commit."""
        for name, text in files.items():
            place = self.work / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        self.git("add", "-A")
        self.git(*COMMITTER, "commit", "-qm", "a change")
        return self.git("rev-parse", "HEAD")

    def git(self, *words: str) -> str:
        """Run git in the repository."""
        return subprocess.run(["git", *words], cwd=self.work, check=True, capture_output=True, text=True).stdout.strip()


@contextmanager
def stand_in(folder: Path) -> Iterator[tuple[Github, str]]:
    """Serve a repository on a free port; yield it and the address."""
    github = Github(folder / "work")

    class Handler(Answers):
        """Answers GitHub's requests, or fails."""

        def repository(self, name: str) -> Repository | None:
            return github.repository if name.removesuffix(".git") == "octo/churn" else None

        def read(self, path: str) -> Answer:
            github.asked.append(path)
            return (github.fails_with, b"{}") if github.fails_with else super().read(path)

        def write(self, path: str, body: bytes) -> Answer:
            return (github.fails_with, b"{}") if github.fails_with else super().write(path, body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield github, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
