"""python -m local serve [--port 4566]: a local AWS in namespaces of its own, so that nothing it starts outlives it."""

import argparse
import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from time import sleep
from typing import IO

from local.commands import ready

PR_SET_PDEATHSIG = 1
READY_SECONDS = 60
PREFIX = "local-aws-"
OVERLAY = "mount -t tmpfs tmpfs /tmp && mkdir /tmp/upper /tmp/work && mount -t overlay overlay -o lowerdir=/etc,upperdir=/tmp/upper,workdir=/tmp/work /tmp"


def main() -> int:
    """Parse the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m local", description="AWS on this machine")
    commands = parser.add_subparsers(dest="command", required=True)
    outer = commands.add_parser("serve", help="keep a local AWS running until it is interrupted")
    outer.add_argument("--port", type=int, default=4566)
    inner = commands.add_parser("serve-inside")
    inner.add_argument("--port", type=int, required=True)
    inner.add_argument("--tls-port", type=int, required=True)
    inner.add_argument("--state", type=Path, required=True)
    given = parser.parse_args()
    if given.command == "serve-inside":
        from local.server import run

        run(given.port, given.tls_port, given.state)
        return 0
    return serve(given.port)


def serve(port: int) -> int:
    """Run the server inside its namespaces, say when it is ready, and remove its files when it ends."""
    problem = cannot_start(port)
    if problem:
        print(problem, file=sys.stderr)
        return 1
    sweep()
    state = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = hold(state)
    command = [*namespaces(), sys.executable, "-m", "local", "serve-inside"]
    command += ["--port", str(port), "--tls-port", str(free_port()), "--state", str(state)]
    server = subprocess.Popen(command, preexec_fn=die_with_parent, cwd=Path(__file__).parents[1])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: server.kill())  # all that runs inside goes with it
    try:
        if wait_until_ready(server, port):
            print(ready(port), flush=True)
        status = server.wait()
        return 0 if status in (0, -signal.SIGKILL) else 1
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(state, ignore_errors=True)
        lock.close()


def hold(state: Path) -> IO[str]:
    """Mark a folder as in use for as long as this process lives."""
    lock = (state / "lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def sweep() -> None:
    """Remove the folders of local AWSs that were killed before they could do it."""
    for state in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/lock"):
        try:
            with state.open() as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(state.parent, ignore_errors=True)
        except OSError:
            continue  # in use, or somebody else's


def cannot_start(port: int) -> str:
    """Return in one sentence why the local AWS cannot run here, "" if it can."""
    if sys.platform != "linux" or not shutil.which("unshare"):
        return "The local AWS needs Linux and the command unshare (package util-linux): training jobs run in namespaces of their own."
    if subprocess.run([*namespaces(), "true"], capture_output=True, check=False).returncode:
        return "The local AWS may not make namespaces here: 'unshare --map-root-user --mount --pid' is refused. Run as root, or allow user namespaces."
    if subprocess.run([*namespaces(), "sh", "-c", OVERLAY], capture_output=True, check=False).returncode:
        return (
            "The local AWS may not mount overlays here, and the files of its containers are such. Run as root, or on Linux 5.11 or newer."
        )
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            return f"Port {port} cannot be used: {error.strerror}. Name another one with --port (make local PORT=…)."
    return ""


def namespaces() -> list[str]:
    """Return the command that runs another one as root of its own mount and process namespaces."""
    mapped = [] if os.geteuid() == 0 else ["--map-root-user"]
    return ["unshare", *mapped, "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--mount-proc"]


def die_with_parent() -> None:
    """Ask the kernel to kill this process when its parent ends, however that ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(server: subprocess.Popen[bytes], port: int) -> bool:
    """Return True once the server answers, False if it ended instead."""
    for _ in range(READY_SECONDS * 5):
        if server.poll() is not None:
            return False
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_ministack/health", timeout=5)
            return True
        except OSError:
            sleep(0.2)
    return False


if __name__ == "__main__":
    sys.exit(main())
