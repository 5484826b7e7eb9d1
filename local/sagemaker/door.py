"""The address of a notebook instance: whoever comes with a token of CreatePresignedNotebookInstanceUrl gets a session, and what he says is carried to Jupyter.

It stands at a loopback port of its own for as long as the instance exists. A token is good for one session and for five minutes.
"""

import asyncio
import contextlib
import secrets
import socket
import ssl
import threading
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from local.containers.network import carry

TOKEN_SECONDS, SESSION_SECONDS = 300, 43200
LONGEST_HEAD, LOOK_SECONDS = 65536, 5.0
CLOSED = "There is no running notebook instance behind this address."
NO_TOKEN = "This address opens a notebook instance for those alone who come from CreatePresignedNotebookInstanceUrl; its address is good for five minutes."


class Door:
    """The door of one instance; socket is where its Jupyter listens while it is in service, None otherwise."""

    def __init__(self) -> None:
        self.socket: Path | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._cookie = f"notebook-{self._listener.getsockname()[1]}"  # browsers do not tell ports apart
        self._tokens: dict[str, tuple[float, float]] = {}
        self._sessions: dict[str, float] = {}
        self._loop, self._closed = asyncio.new_event_loop(), asyncio.Event()
        self._tls = trusting()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def invite(self, seconds: float = SESSION_SECONDS) -> str:
        """Return an address that opens the door for a session of some seconds."""
        token = secrets.token_urlsafe(32)
        self._tokens[token] = (time.monotonic() + TOKEN_SECONDS, seconds)
        return f"http://{self.address}/?authToken={token}"

    def close(self) -> None:
        """Take the door away."""
        self._loop.call_soon_threadsafe(self._closed.set)
        self._thread.join()

    def _run(self) -> None:
        """Serve until the door is closed, and send away who is there then."""
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._answer, sock=self._listener, limit=LONGEST_HEAD)
        await self._closed.wait()
        server.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            head = await reader.readuntil(b"\r\n\r\n")
            refused = self._refusal(head)
            if refused:
                writer.write(refused)
                await writer.drain()
            else:
                await self._carry(head, reader, writer)
        writer.close()

    def _refusal(self, head: bytes) -> bytes:
        """Return the answer to who is not let through, or sent on with a session; nothing for who has one."""
        first, _, rest = head.decode("latin-1").partition("\r\n")
        words = first.split(" ")
        target = urlsplit(words[1] if len(words) > 1 else "/")
        token = parse_qs(target.query).get("authToken", [""])[0]
        now = time.monotonic()
        until, seconds = self._tokens.pop(token, (0.0, 0.0))
        if until > now:
            session = secrets.token_urlsafe(32)
            self._sessions[session] = now + seconds
            cookie = f"Set-Cookie: {self._cookie}={session}; Path=/; HttpOnly; SameSite=Lax"
            return page("302 Found", "", f"Location: {target.path if target.path != '/' else '/lab'}", cookie)
        if self._sessions.get(self._session(rest), 0.0) < now:
            return page("403 Forbidden", NO_TOKEN)
        return b"" if self.socket else page("503 Service Unavailable", CLOSED)

    def _session(self, headers: str) -> str:
        """Return the session that a request's cookies name."""
        for line in headers.split("\r\n"):
            name, _, value = line.partition(":")
            if name.lower() == "cookie":
                for part in value.split(";"):
                    key, _, found = part.strip().partition("=")
                    if key == self._cookie:
                        return found
        return ""

    async def _carry(self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry what the browser and Jupyter say to each other."""
        far_reader, far_writer = await asyncio.open_unix_connection(self.socket, ssl=self._tls, server_hostname="localhost")
        far_writer.write(head)
        await asyncio.gather(carry(reader, far_writer), carry(far_reader, writer))


def trusting() -> ssl.SSLContext:
    """Return what TLS with an instance takes, which has signed its certificate itself."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def is_served(path: Path) -> bool:
    """Return whether Jupyter answers at a socket."""
    try:
        with socket.socket(socket.AF_UNIX) as plain:
            plain.settimeout(LOOK_SECONDS)
            plain.connect(str(path))
            with trusting().wrap_socket(plain) as secure:
                secure.sendall(b"GET /api HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return secure.recv(12).endswith(b" 200")
    except OSError:
        return False


def page(status: str, text: str, *headers: str) -> bytes:
    """Return a short answer that ends its connection."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/plain", f"Content-Length: {len(text.encode())}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", text]).encode()
