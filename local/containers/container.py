"""Images run as real processes, each in namespaces of its own: files, processes, network, shared memory and host name.

The file system is the image's over the host's programs, with the job's own /opt/ml; what else a container writes goes with it. The network leads
to the local AWS and nowhere else. Not known: limits of memory or processors, and what a base image would have brought.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from local.containers.images import Image
from local.forks.forked import Forked, Nursery, once
from local.gateway.state import region, state_dir, url

ROOT = Path(__file__).parents[2]
BASE_PATH = f"{Path(sys.executable).parent}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

HOST_NAMES = {"train": "algo-1", "process": "algo-1", "serve": "model.aws.local", "boot": "notebook"}
PORTS = {"boot": 8443}
# What programs in Python begin with here, and how Python starts for them: as it does in the images of most.
IMPORTED = ("joblib", "sklearn.linear_model", "sklearn.pipeline", "sklearn.preprocessing", "sklearn.svm", "local.containers.init")
STARTED = {"PATH": BASE_PATH, "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}


class Container:
    """One running container."""

    def __init__(self, process: Forked, say: Callable[[str], None]) -> None:
        self._process, self._say = process, say
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self._process.stdout:
            self._say(line.rstrip("\n"))

    def wait(self, timeout: float | None = None) -> int | None:
        """Return the exit status, None if it still runs after the timeout (seconds)."""
        try:
            status = self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None
        self._reader.join()
        return status

    def terminate(self) -> None:
        """Ask the program to end."""
        if not self._process.stdin.closed:
            self._process.stdin.close()

    def kill(self) -> None:
        """End the program and all that it started."""
        self._process.kill()
        self._process.wait()


def start(
    image: Image,
    argument: str,
    job: Path,
    environment: dict[str, str],
    say: Callable[[str], None],
    socket: Path | None = None,
    isolated: bool = False,
    volumes: Mapping[str, Path] | None = None,
    command: list[str] | None = None,
) -> Container:
    """Start an image with an argument: train or serve as SageMaker's containers have it, or boot a notebook instance; process has a whole command.

    job holds its ml folder, socket leads to its port (8080, a notebook instance's 8443), an isolated one reaches nothing, and volumes are folders that
    outlive it, by their places in it.
    """
    path = image.env.get("PATH", BASE_PATH).replace("${PATH}", BASE_PATH).replace("$PATH", BASE_PATH)
    env = {"HOME": "/root", "LANG": "C.UTF-8", "AWS_ENDPOINT_URL": url(), "AWS_DEFAULT_REGION": region(), "AWS_REGION": region()}
    specification = {
        "root": str(image.root),
        "job": str(job),
        "workdir": image.workdir,
        "command": command or [*image.entrypoint, argument],
        "environment": {**env, **image.env, "PATH": path, **environment},
        "volumes": {place: str(folder) for place, folder in (volumes or {}).items()},
        "socket": str(socket) if socket else None,
        "port": PORTS.get(argument, 8080),
        "host_name": HOST_NAMES[argument],
        "gateway": None if isolated else str(state_dir() / "gateway.sock"),
        "gateway_port": int(os.environ["GATEWAY_PORT"]),
    }
    file = job / "container.json"
    file.write_text(json.dumps(specification))
    return Container(nursery().start(["-m", "local.containers.apart", str(file)], str(ROOT), STARTED, errors_apart=False), say)


@once
def nursery() -> Nursery:
    """Return the process that containers are forked from."""
    return Nursery(sys.executable, state_dir() / "containers.sock", ROOT, IMPORTED, STARTED)
