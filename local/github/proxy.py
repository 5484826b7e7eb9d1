"""The proxy through which functions reach GitHub, where LOCAL_AWS_GITHUB names a folder of mirrors; it lets nobody further out."""

import os
import ssl
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from local.gateway.state import state_dir
from local.github.answers import Answer, Answers
from local.github.repositories import Repository, mirror

HOSTS = ("github.com:443", "api.github.com:443")
DOWN = "down"  # a file of this name in the folder of mirrors: GitHub has an outage


def register() -> None:
    """Listen on a free port, and tell the functions of it as a company's network does."""
    folder = os.environ.get("LOCAL_AWS_GITHUB")
    if not folder:
        return
    address = listening(Path(folder), certificate())
    os.environ.update(HTTPS_PROXY=address, NO_PROXY="localhost,127.0.0.1")


def certificate() -> ssl.SSLContext:
    """Return what proves to be GitHub, to whoever trusts the local AWS's own authority."""
    found = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    found.load_cert_chain(state_dir() / "server.pem")
    return found


def listening(mirrors: Path, tls: ssl.SSLContext) -> str:
    """Serve the mirrors for as long as the process lives; return the proxy's address."""

    class Github(Answers):
        """GitHub, with the mirrors as its repositories."""

        def repository(self, name: str) -> Repository | None:
            return mirror(mirrors, name)

        def read(self, path: str) -> Answer:
            return (503, b"") if (mirrors / DOWN).exists() else super().read(path)

        def write(self, path: str, body: bytes) -> Answer:
            return (503, b"") if (mirrors / DOWN).exists() else super().write(path, body)

    class Proxy(BaseHTTPRequestHandler):
        """Makes tunnels to GitHub."""

        def do_CONNECT(self) -> None:
            """Be GitHub from here on."""
            if self.path not in HOSTS:
                self.send_error(403, f"The local AWS reaches {' and '.join(HOSTS)}, and nothing else")
                return
            self.send_response(200, "Connection established")
            self.end_headers()
            self.close_connection = True
            with suppress(OSError), tls.wrap_socket(self.connection, server_side=True) as tunnel:
                Github(tunnel, self.client_address, self.server)

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"
