"""Looking at the instance: its Jupyter server, the open notebooks' files, and the terminals' processes."""

import json
import ssl
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

from lifecycle.idleness import Seen, is_busy

AWS = ("https://localhost:8443/", "")  # where a notebook instance's server is, which asks for no token there
SECONDS = 10


class NotReached(Exception):
    """No Jupyter server answers."""


def look(home: Path) -> Seen:
    """Return what is going on."""
    for url, token in [*servers(home), AWS]:
        with suppress(OSError, ValueError):
            kernels, sessions = ask(url, token, "kernels"), ask(url, token, "sessions")
            notebooks = [home / "SageMaker" / session["path"] for session in sessions]
            saved = [path.stat().st_mtime for path in notebooks if path.is_file()]
            return Seen(kernels, ask(url, token, "terminals"), saved, terminals_with_a_program())
    raise NotReached


def servers(home: Path) -> list[tuple[str, str]]:
    """Return address and token of the servers that Jupyter itself has written down, as far as they run."""
    found = []
    for file in (home / ".local/share/jupyter/runtime").glob("jpserver-*.json"):
        with suppress(OSError, ValueError):  # it is being written or removed
            server = json.loads(file.read_text())
            if Path(f"/proc/{server['pid']}").exists():
                found.append((server["url"], server["token"]))
    return found


def ask(url: str, token: str, what: str) -> list[dict[str, Any]]:
    """Return a list of Jupyter's, without verifying a certificate that the server has made itself."""
    unverified = ssl.create_default_context()
    unverified.check_hostname, unverified.verify_mode = False, ssl.CERT_NONE
    request = urllib.request.Request(f"{url}api/{what}", headers={"Authorization": f"token {token}"} if token else {})
    with urllib.request.urlopen(request, timeout=SECONDS, context=unverified) as answer:
        found: list[dict[str, Any]] = json.load(answer)
    return found


def terminals_with_a_program() -> int:
    """Return in how many terminals a program runs."""
    busy = 0
    for process in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            busy += is_busy(process.read_text(errors="replace"))
    return busy
