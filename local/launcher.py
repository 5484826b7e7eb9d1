"""A local AWS for as long as a context lasts, on ports of its own."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO, Any, Self

import boto3
from botocore.config import Config

from local.__main__ import die_with_parent, free_port
from local.commands import git

ROOT = Path(__file__).parents[1]
READY_SECONDS = 90
CONFIG = Config(retries={"max_attempts": 2, "mode": "standard"}, read_timeout=120)


class StartFailed(Exception):
    """The local AWS did not start; the message holds its last words."""


class LocalAws:
    """Starts python -m local serve, and stops it with all that runs in it.

    github is a folder of mirrors that stands for https://github.com/, ping_seconds the patience with containers that do not answer.
    """

    def __init__(self, port: int | None = None, github: Path | None = None, ping_seconds: int | None = None) -> None:
        self.github = github
        self._settings = {"LOCAL_AWS_GITHUB": github, "LOCAL_AWS_PING_SECONDS": ping_seconds}
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log: IO[bytes] | None = None
        self.process: subprocess.Popen[bytes] | None = None
        self._session = boto3.Session()  # every further one would read AWS's endpoints anew
        self._clients: dict[str, Any] = {}
        self._making = threading.Lock()

    def __enter__(self) -> Self:
        self._log = tempfile.NamedTemporaryFile(prefix="local-aws-", suffix=".log")
        command = [sys.executable, "-m", "local", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=self._log, env=self._server_environment(), preexec_fn=die_with_parent
        )
        if not self._ready():
            words = self.log()[-1500:].strip()
            self.stop()
            raise StartFailed(f"the local AWS did not start: {words or 'no answer within ' + str(READY_SECONDS) + ' seconds'}")
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop()

    def _server_environment(self) -> dict[str, str]:
        return self.environment() | {name: str(value) for name, value in self._settings.items() if value is not None}

    def _ready(self) -> bool:
        """Return whether the server said, within the time it may take, that it is ready."""
        assert self.process and self.process.stdout
        timer = threading.Timer(READY_SECONDS, self.process.kill)
        timer.start()
        try:
            return b"ready" in self.process.stdout.readline()
        finally:
            timer.cancel()

    def stop(self) -> None:
        """Stop the server and everything that it started."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait()
            if self.process.stdout:
                self.process.stdout.close()
        if self._log:
            self._log.close()

    def log(self) -> str:
        """Return what the server has logged so far."""
        assert self._log
        return Path(self._log.name).read_text(errors="replace")

    def environment(self) -> dict[str, str]:
        """Return the environment that sam, aws, git and boto3 need; nothing of the user's own account is in it."""
        kept = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
        return kept | {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "SAM_CLI_TELEMETRY": "0",
            "GIT_TERMINAL_PROMPT": "0",
            **git(self.url, "us-east-1"),
        }

    def client(self, service: str) -> Any:
        """Return a client with the rights of the account's owner."""
        with self._making:  # a session makes one client at a time
            if service not in self._clients:
                self._clients[service] = self._session.client(
                    service,
                    endpoint_url=self.url,
                    region_name="us-east-1",
                    aws_access_key_id="test",
                    aws_secret_access_key="test",
                    config=CONFIG,
                )
            return self._clients[service]
