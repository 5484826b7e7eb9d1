"""The first process of a container: lays out the file system, opens the ways through its network, runs the program and waits for it.

Standard input ends when the program is to end.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from local.containers import filesystem, network

# Root may do in a container what Docker lets it do, but make no devices: here nothing else would keep it from the host's disks.
CAPABILITIES = [
    "chown",
    "dac_override",
    "fowner",
    "fsetid",
    "kill",
    "setgid",
    "setuid",
    "setpcap",
    "net_bind_service",
    "net_raw",
    "sys_chroot",
    "audit_write",
    "setfcap",
]


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
    program = shutil.which(command[0], path=environment["PATH"])
    if program is None:
        print(f"executable file not found in $PATH: {command[0]}")
        return 127
    os.makedirs(workdir, exist_ok=True)
    confined = ["setpriv", "--bounding-set", ",".join(["-all", *(f"+{name}" for name in CAPABILITIES)])]
    try:
        process = subprocess.Popen([*confined, program, *command[1:]], cwd=workdir, env=environment, stdin=subprocess.DEVNULL)
    except OSError as error:
        print(f"{program}: {error.strerror}")
        return 126
    threading.Thread(target=end_with_input, args=(process,), daemon=True).start()
    status = process.wait()
    return status if status >= 0 else 128 - status


def end_with_input(process: subprocess.Popen[bytes]) -> None:
    """Ask the program to end once standard input has ended."""
    sys.stdin.read()
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
