"""Commands that are run in an account, as a person runs them, and the one that leads a person's shell to a local AWS."""

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Protocol

from local.lambdas import python

ROOT = Path(__file__).parents[1]


SAM = Path(sys.executable).parent / "sam"


class Account(Protocol):
    """An AWS account that can be reached: its environment for subprocesses, and clients."""

    def environment(self) -> dict[str, str]:
        """Return the environment of commands that use the account."""
        ...

    def client(self, service: str) -> Any:
        """Return a client of one of its services."""
        ...


class CommandFailed(Exception):
    """A command ended with a non-zero status; the message ends with its last words."""


def run(command: list[str | Path], account: Account, cwd: Path = ROOT) -> str:
    """Run a command in the account's environment and return what it printed."""
    with tempfile.TemporaryDirectory(prefix="sagebuild-") as scratch:  # sam leaves empty folders behind
        # sam looks every five seconds unless it is told otherwise.
        environment = account.environment() | {"TMPDIR": scratch, "SAM_CLI_POLL_DELAY": "0.5"}
        done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        words = " ".join(str(word) for word in command[:3])
        raise CommandFailed(f"{words} failed with status {done.returncode}:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout


def build(account: Account, directory: Path) -> Path:
    """Run sam build into a directory and return the built template."""
    run([SAM, "build", "--build-dir", directory], account)
    return directory / "template.yaml"


def ready(port: int) -> str:
    """Return what is said when a local AWS answers: what to export, that git asks for no password among it."""
    url, region = f"http://127.0.0.1:{port}", os.environ.get("AWS_DEFAULT_REGION", "us-east-1")
    return (
        "# The local AWS is ready. In another shell:\n"
        f"{export(url, region)}\n"
        f"export {' '.join(f'{name}={shlex.quote(value)}' for name, value in git(url, region).items())}\n"
        f"# {python.told()}. Ctrl-C ends it all."
    )


def git(url: str, region: str) -> dict[str, str]:
    """Return what git needs: it asks nobody (the user name is the access key), and a repository's address in AWS leads to the local one."""
    return {
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": f"credential.{url}.helper",
        "GIT_CONFIG_VALUE_0": "!f() { echo username=test; echo password=test; }; f",
        "GIT_CONFIG_KEY_1": f"url.{url}/.insteadOf",
        "GIT_CONFIG_VALUE_1": f"https://git-codecommit.{region}.amazonaws.com/",
    }


def export(url: str, region: str) -> str:
    """Return the command; sam and boto3 heed the one name of the region, the AWS CLI the other before it."""
    return (
        f"export AWS_ENDPOINT_URL={url} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_DEFAULT_REGION={region} AWS_REGION={region}"
    )
