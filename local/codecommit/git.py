"""The git of a repository, kept apart from its host's configuration."""

import os
import subprocess
from pathlib import Path

from local.gateway.state import state_dir


def path(name: str) -> Path:
    """Return where a repository's objects are."""
    return state_dir() / "repositories" / f"{name}.git"


def git(name: str, *words: str) -> str:
    """Run git in a repository and return what it prints."""
    done = subprocess.run(["git", "-C", path(name), *words], check=True, capture_output=True, text=True, env=git_environment())
    return done.stdout


def git_environment() -> dict[str, str]:
    """Return an environment in which git has nobody's own configuration."""
    return {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(state_dir())}
