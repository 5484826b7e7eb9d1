"""The server's side of a nursery: starting one, and processes of it that look like subprocess.Popen's."""

import contextlib
import functools
import json
import os
import select
import socket
import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

PROGRAM = Path(__file__).with_name("nursery.py")


def once(start: Callable[..., "Nursery"]) -> Callable[..., "Nursery"]:
    """Return a function that starts a nursery when it is called first: functools.cache alone starts two for two threads, at one address."""
    lock, known = threading.Lock(), functools.cache(start)

    def started(*args: str) -> Nursery:
        with lock:
            return known(*args)

    return started


class Nursery:
    """A running nursery, reached by a socket in the file system."""

    def __init__(self, python: str | Path, address: Path, folder: Path, modules: Sequence[str], env: dict[str, str] | None = None) -> None:
        self.address = address
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            listener.bind(str(address))
            listener.listen(socket.SOMAXCONN)
            command = [str(python), str(PROGRAM), str(listener.fileno()), str(folder), *modules]
            self._process = subprocess.Popen(
                command, pass_fds=[listener.fileno()], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
            )

    def start(self, command: Sequence[str], cwd: str, env: dict[str, str], errors_apart: bool = True) -> "Forked":
        """Start a process whose standard files are pipes of lines."""
        return Forked(self.address, command, cwd, env, errors_apart)

    def stop(self) -> None:
        """End it; what it has forked goes on until its connection closes."""
        self._process.kill()
        self._process.wait()


class Forked:
    """One process, with those parts of subprocess.Popen that are used; where errors are not apart they are told with the rest."""

    def __init__(self, address: Path, command: Sequence[str], cwd: str, env: dict[str, str], errors_apart: bool = True) -> None:
        (read, into), (out, write) = os.pipe(), os.pipe()
        said, error = os.pipe() if errors_apart else (os.dup(out), os.dup(write))
        self.stdin = os.fdopen(into, "w", buffering=1)
        self.stdout, self.stderr = os.fdopen(out, errors="replace"), os.fdopen(said, errors="replace")
        self.returncode: int | None = None
        self._lock = threading.Lock()
        self._connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._connection.connect(str(address))
        request = json.dumps({"command": [*command], "cwd": cwd, "env": env}).encode()
        socket.send_fds(self._connection, [request], [read, write, error])
        for file in (read, write, error):
            os.close(file)

    def poll(self) -> int | None:
        """Return the exit status, None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end, and return the exit status."""
        if self.returncode is None:
            ended = select.poll()
            ended.register(self._connection, select.POLLIN)
            if not ended.poll(None if timeout is None else timeout * 1000):
                raise subprocess.TimeoutExpired("a forked process", timeout or 0)
            with self._lock:  # it is told once, and more than one may wait
                if self.returncode is None:
                    said = self._connection.recv(16)
                    self.returncode = int(said) if said else -9
        return self.returncode

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(15)

    def kill(self) -> None:
        """End it."""
        self._send(9)

    def _send(self, number: int) -> None:
        with contextlib.suppress(OSError):
            self._connection.send(str(number).encode())
