"""The first process of a container: lays out the file system, opens the ways through its network, runs the program and waits for it.

Standard input ends when the program is to end.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import sys
import threading
from pathlib import Path

from local.containers import filesystem, network, program


def main(file: str) -> int:
    """Run the container that a file specifies; return the program's exit status."""
    given = json.loads(Path(file).read_text())
    gateway = Path(given["gateway"]) if given["gateway"] else None
    socket.sethostname(given["host_name"])
    network.raise_loopback()
    inward = network.listen(given["socket"]) if given["socket"] else None
    volumes = {place: Path(folder) for place, folder in given["volumes"].items()}
    filesystem.lay_out(Path(given["root"]), Path(given["job"]), given["host_name"], gateway, volumes)
    network.relay(inward, given["port"], filesystem.GATEWAY if gateway else None, given["gateway_port"])
    return run(given["command"], given["workdir"], given["environment"])


def run(command: list[str], workdir: str, environment: dict[str, str]) -> int:
    """Run the program without the capabilities that reach beyond the container, and return its exit status."""
    found = shutil.which(command[0], path=environment["PATH"])
    if found is None:
        print(f"executable file not found in $PATH: {command[0]}")
        return 127
    os.makedirs(workdir, exist_ok=True)
    process = os.fork()
    if process == 0:
        program.begin(found, command[1:], workdir, environment)
    threading.Thread(target=end_with_input, args=(process,), daemon=True).start()
    return status_of(process)


def status_of(process: int) -> int:
    """Wait for a process, and return its exit status as a shell says it."""
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return code if code >= 0 else 128 - code


def end_with_input(process: int) -> None:
    """Ask the program to end once standard input has ended."""
    sys.stdin.read()
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGTERM)
