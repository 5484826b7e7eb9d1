"""However a local AWS ends, nothing of it is left: no process, no port, no file."""

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.commands import ROOT
from local.launcher import LocalAws
from tests.local.waiting import until


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files of its own, by which the processes that belong to the test are known."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    yield tmp_path


def processes(scratch: Path) -> list[str]:
    """Return the commands of all processes of which the folder is part."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if str(scratch).encode() in words and entry.name != str(Path("/proc/self").resolve().name):
            found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_ending_it_in_any_way_leaves_nothing(scratch: Path, number: signal.Signals) -> None:
    aws = LocalAws()
    with aws:
        assert any("serve-inside" in command for command in processes(scratch))
        aws.process.send_signal(number)
        aws.process.wait(timeout=30)
        until(lambda: processes(scratch) == [], 30)
        until(lambda: is_free(aws.port), 30)
    if number is signal.SIGKILL:  # which gives it no time to remove its files: whoever starts next does
        with LocalAws():
            pass
    assert sorted(path.name for path in scratch.iterdir()) == []


def test_a_port_that_is_taken_is_said_in_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "local", "serve", "--port", str(port)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"Port {port} cannot be used: Address already in use. Name another one with --port (make local PORT=…).\n"
