"""A repository as GitHub tells of it: what git's own server says, and the API, for whoever may read it."""

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Any

STATUSES = "statuses.jsonl"
LARGEST_TREE = 100_000  # https://docs.github.com/en/rest/git/trees#get-a-tree


class Repository:
    """A repository in a folder, bare or not; token is what opens it and writes to it, and None makes it one that everybody reads."""

    def __init__(self, folder: Path, token: str | None = None, is_private: bool = False, most: int = LARGEST_TREE) -> None:
        self.folder, self.token, self.is_private, self.most = folder, token, is_private, most

    def has(self, authorization: str | None) -> bool:
        """Return whether a request comes with the token, as git sends it or as the API takes it."""
        basic = "Basic " + base64.b64encode(f"x-access-token:{self.token}".encode()).decode()
        return self.token is not None and authorization in (basic, f"Bearer {self.token}")

    def may_read(self, authorization: str | None) -> bool:
        """Return whether somebody may read the repository."""
        return not self.is_private or self.has(authorization)

    def references(self) -> bytes:
        """Return what git's own server advertises."""
        return b"001e# service=git-upload-pack\n0000" + self.git("upload-pack", "--http-backend-info-refs", ".")

    def told(self, path: str) -> Any:
        """Return what the API says of git/commits/SHA, git/trees/SHA and commits/SHA/statuses; None for what is not there."""
        match path.split("/"):
            case ["git", "commits", sha] if self.holds(sha, "commit"):
                return {"sha": sha, "tree": {"sha": self.git("rev-parse", f"{sha}^{{tree}}").decode().strip()}}
            case ["git", "trees", sha] if self.holds(sha, "tree"):
                lines = [line.split(None, 3) for line in self.git("ls-tree", sha).decode().splitlines()]
                told = [{"path": name, "type": kind, "sha": blob} for _, kind, blob, name in lines[: self.most]]
                return {"sha": sha, "tree": told, "truncated": len(told) < len(lines)}
            case ["commits", sha, "statuses"] if self.holds(sha, "commit"):
                return [status for of, status in reversed(self.statuses()) if of == sha]
        return None

    def statuses(self) -> list[tuple[str, Any]]:
        """Return the commits and the statuses that have been posted, in their order."""
        file = self.folder / STATUSES
        return [tuple(json.loads(line)) for line in file.read_text().splitlines()] if file.exists() else []

    def post(self, sha: str, status: Any) -> None:
        """Keep the status of a commit."""
        with (self.folder / STATUSES).open("a") as file:
            file.write(json.dumps([sha, status]) + "\n")

    def holds(self, sha: str, kind: str) -> bool:
        """Return whether something of a kind is there."""
        found = subprocess.run(["git", "cat-file", "-t", sha], cwd=self.folder, capture_output=True, text=True, check=False)
        return found.stdout.strip() == kind

    def git(self, *words: str) -> bytes:
        """Run git in the repository."""
        environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "HOME": os.devnull}
        return subprocess.run(["git", *words], cwd=self.folder, check=True, capture_output=True, env=environment).stdout


def mirror(folder: Path, name: str) -> Repository | None:
    """Return the mirror OWNER/NAME of a folder of bare repositories, None if there is none."""
    place = folder / f"{name.removesuffix('.git').lower()}.git"
    if ".." in name.split("/") or not place.is_dir():
        return None
    found = subprocess.run(["git", "config", "--get", "local.token"], cwd=place, capture_output=True, text=True, check=False).stdout.strip()
    return Repository(place, found or None, is_private=bool(found))
