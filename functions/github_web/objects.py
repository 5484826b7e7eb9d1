"""Git's ids of what a commit holds.

Source: GitHub's documentation, "REST API endpoints for Git database" (commits, trees).
"""

import functools

from github_web import web

Tree = dict[str, tuple[str, str]]  # what a folder holds: kind ("tree", "blob", "commit") and id by name


def tree(repository: str, commit: str, path: str) -> str | None:
    """Return the id of a folder, "." for the root; None if there is no such folder; raise NotThere or Unanswered."""
    return found(repository, commit, path, "tree")


def blob(repository: str, commit: str, path: str) -> str | None:
    """Return the id of a file, None if there is no such file; raise NotThere or Unanswered."""
    return found(repository, commit, path, "blob")


def found(repository: str, commit: str, path: str, kind: str) -> str | None:
    """Return the id of what stands at a path of a commit, None if that is of another kind or not there."""
    at = ("tree", root(repository, commit))
    for part in [part for part in path.split("/") if part not in ("", ".")]:
        if at[0] != "tree" or part not in (held := folder(repository, at[1])):
            return None
        at = held[part]
    return at[1] if at[0] == kind else None


@functools.lru_cache(maxsize=8)
def root(repository: str, commit: str) -> str:
    """Return the tree of a commit."""
    told = web.api(repository, f"git/commits/{commit}")
    if "tree" not in told:
        raise web.Unanswered(f"GitHub does not tell the tree of commit {commit}")
    return str(told["tree"]["sha"])


@functools.lru_cache(maxsize=64)
def folder(repository: str, tree: str) -> Tree:
    """Return what a tree holds."""
    told = web.api(repository, f"git/trees/{tree}")
    if "tree" not in told or told.get("truncated"):
        raise web.Unanswered(f"GitHub does not tell all of the tree {tree}")
    return {entry["path"]: (entry["type"], entry["sha"]) for entry in told["tree"]}
