"""GitHub as far as SageBuild asks it: git's own server and the API, both over a real repository, for whoever has the token."""

import base64
import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

TOKEN = "ghp_of_the_stack"
COMMITTER = ["-c", "user.name=o", "-c", "user.email=o@example.com"]


class Github:
    """A repository octo/churn, what was posted to it, and how it misbehaves."""

    def __init__(self, folder: Path) -> None:
        self.work, self.folder = folder / "work", folder
        self.posted: list[tuple[str, Any]] = []
        self.asked: list[str] = []
        self.is_private = False
        self.fails_with: int | None = None
        self.most: int | None = None  # entries of a tree that it tells
        self.work.mkdir()
        self.git("init", "-q", "-b", "main")

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

    def knows(self, authorization: str | None) -> bool:
        """Return whether somebody may read the repository."""
        basic = "Basic " + base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
        return not self.is_private or authorization in (basic, f"Bearer {TOKEN}")

    def references(self) -> bytes:
        """Return what git's own server advertises."""
        said = subprocess.run(
            ["git", "upload-pack", "--http-backend-info-refs", str(self.work)],
            check=True,
            capture_output=True,
            env={"PATH": os.environ["PATH"]},
        ).stdout
        return b"001e# service=git-upload-pack\n0000" + said

    def answer(self, path: str) -> Any:
        """Return what the API answers, None for what is not there."""
        kind, _, sha = path.removeprefix("/repos/octo/churn/git/").partition("/")
        if subprocess.run(["git", "cat-file", "-e", sha], cwd=self.work, capture_output=True, check=False).returncode:
            return None
        if kind == "commits":
            return {"sha": sha, "tree": {"sha": self.git("rev-parse", f"{sha}^{{tree}}")}}
        lines = [line.split(None, 3) for line in self.git("ls-tree", sha).splitlines()]
        told = [{"path": name, "type": kind, "sha": blob} for _, kind, blob, name in lines[: self.most]]
        return {"sha": sha, "tree": told, "truncated": len(told) < len(lines)}


@contextmanager
def stand_in(folder: Path) -> Iterator[tuple[Github, str]]:
    """Serve a repository on a free port; yield it and the address."""
    github = Github(folder)

    class Handler(BaseHTTPRequestHandler):
        """Answers GitHub's requests."""

        def do_GET(self) -> None:
            github.asked.append(self.path)
            if github.fails_with:
                return self.say(github.fails_with, b"{}")
            if not github.knows(self.headers["Authorization"]):
                return self.say(404, b"{}")
            if self.path == "/octo/churn.git/info/refs?service=git-upload-pack":
                return self.say(200, github.references())
            found = github.answer(self.path)
            return self.say(404 if found is None else 200, json.dumps(found).encode())

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"]))
            if github.fails_with or self.headers["Authorization"] != f"Bearer {TOKEN}":
                return self.say(github.fails_with or 401, b"{}")
            github.posted.append((self.path, json.loads(text)))
            return self.say(201, b"{}")

        def say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield github, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
