"""The one shell that runs all commands of a build, as CodeBuild has it since version 0.2 of the buildspec: what one sets, the next finds."""

import subprocess
import uuid
from pathlib import Path
from typing import Any

from local.codebuild.phases import Log, PhaseFailed

processes: dict[str, subprocess.Popen[str]] = {}


class Shell:
    """The shell of one build."""

    def __init__(self, record: dict[str, Any], source: Path, environment: dict[str, str], log: Log) -> None:
        self._record, self._log = record, log
        self._file, self._mark = source.parent / "command", uuid.uuid4().hex
        self._process = subprocess.Popen(
            ["/bin/sh"],
            cwd=source,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        processes[record["id"]] = self._process

    def __enter__(self) -> "Shell":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()
        del processes[self._record["id"]]

    def run(self, command: str) -> None:
        """Run one command, line by line into the log."""
        self._log.say(f"[Container] Running command {command.strip()}")
        if self._record["buildStatus"] != "IN_PROGRESS":
            raise PhaseFailed("the build was stopped")
        status = self._status_of(command)
        if status:
            why = f"Error while executing command: {command.strip()}. Reason: exit status {status}"
            self._log.say(f"[Container] Command did not exit successfully {command.strip()} exit status {status}")
            self._log.say(f"[Container] Phase context status code: COMMAND_EXECUTION_ERROR Message: {why}")
            raise PhaseFailed(why)

    def exported(self, names: list[str]) -> list[dict[str, str]]:
        """Return those of some variables that the commands have exported."""
        place = self._file.with_name("environment")
        if not names or self._status_of(f'env -0 > "{place}"'):
            return []
        found = dict(entry.split("=", 1) for entry in place.read_text().split("\0")[:-1])
        return [{"name": name, "value": found[name]} for name in names if name in found]

    def _status_of(self, command: str) -> int:
        """Run a command and return its exit status; one that ends the shell ends the build."""
        assert self._process.stdin and self._process.stdout
        self._file.write_text(command)
        # The mark stands in a line of its own, also behind output that ends in the middle of one.
        self._process.stdin.write(f'. "{self._file}" < /dev/null\nprintf "\\n%s %s\\n" {self._mark} $?\n')
        self._process.stdin.flush()
        blank = False
        for line in self._process.stdout:
            if line.startswith(self._mark):
                return int(line.split()[1])
            if blank:
                self._log.say("")
            blank = line == "\n"
            if not blank:
                self._log.say(line.rstrip())
        return self._process.wait()
