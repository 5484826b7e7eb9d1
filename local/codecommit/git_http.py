"""git over HTTP at /v1/repos/<name>, where CodeCommit has it: git's own http-backend behind IAM. Requests and answers of any size flow through."""

import asyncio
import contextlib
import os
from asyncio.subprocess import PIPE, Process
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from local.codecommit import git, repositories
from local.codecommit.admission import Refused, admitted
from local.gateway.state import state_dir

Scope = dict[str, Any]


App = Callable[[Scope, Any, Any], Awaitable[None]]


PREFIX = "/v1/repos/"


PIECE = 1 << 16


pushes: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)


def middleware(app: App) -> App:
    """Return an application that answers git itself and leaves the rest to another."""

    async def serve(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await app(scope, receive, send)
            return
        name = scope["path"].removeprefix(PREFIX).split("/")[0].removesuffix(".git")
        headers = {key.decode().lower(): value.decode() for key, value in scope["headers"]}
        try:
            caller = await asyncio.to_thread(admitted, name, headers, is_push(scope))
        except Refused as refused:
            asked = [(b"www-authenticate", b'Basic realm="CodeCommit"')] if refused.status == 401 else []
            await send({"type": "http.response.start", "status": refused.status, "headers": asked})
            await send({"type": "http.response.body", "body": f"{refused.message}\n".encode()})
            return
        if not (is_push(scope) and scope["method"] == "POST"):
            await flow(scope, headers, name, receive, send)
        else:
            async with pushes[name]:
                before = await asyncio.to_thread(repositories.branches, name)
                await flow(scope, headers, name, receive, send)
                await asyncio.to_thread(repositories.announce, name, before, caller)
        await send({"type": "http.response.body", "body": b""})

    return serve


def is_push(scope: Scope) -> bool:
    """Return whether a request is part of a push."""
    return "git-receive-pack" in scope["path"] or b"service=git-receive-pack" in scope["query_string"]


async def flow(scope: Scope, headers: dict[str, str], name: str, receive: Any, send: Any) -> None:
    """Let a request flow into git's http-backend and its answer out of it, all but the answer's end."""
    environment = cgi(scope, headers, name)
    process = await asyncio.create_subprocess_exec("git", "http-backend", stdin=PIPE, stdout=PIPE, env=environment, limit=PIECE)
    assert process.stdout
    feeding = asyncio.create_task(feed(process, receive))
    status, answered = head(await process.stdout.readuntil(b"\r\n\r\n"))
    await send({"type": "http.response.start", "status": status, "headers": answered})
    while piece := await process.stdout.read(PIECE):
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await feeding
    await process.wait()


async def feed(process: Process, receive: Any) -> None:
    """Hand a request's body on, piece by piece; what git does not want to read any more is dropped."""
    assert process.stdin
    more = True
    while more:
        event = await receive()
        more = event.get("more_body", False)
        with contextlib.suppress(ConnectionError):
            process.stdin.write(event.get("body", b""))
            await process.stdin.drain()
    process.stdin.close()


def cgi(scope: Scope, headers: dict[str, str], name: str) -> dict[str, str]:
    """Return the environment of a CGI program; a body whose length is not said ends where it ends."""
    inside = scope["path"].removeprefix(PREFIX).partition("/")[2]
    told = {"HTTP_CONTENT_ENCODING": "content-encoding", "GIT_PROTOCOL": "git-protocol", "CONTENT_LENGTH": "content-length"}
    return git.git_environment() | {
        "GIT_PROJECT_ROOT": str(state_dir() / "repositories"),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": f"/{name}.git/{inside}",
        "REQUEST_METHOD": scope["method"],
        "QUERY_STRING": scope["query_string"].decode(),
        "CONTENT_TYPE": headers.get("content-type", ""),
        "REMOTE_USER": "codecommit",
        "PATH": os.environ["PATH"],
        **{variable: headers[header] for variable, header in told.items() if header in headers},
    }


def head(text: bytes) -> tuple[int, list[tuple[bytes, bytes]]]:
    """Return the status and the headers that a CGI program begins its answer with."""
    status, found = 200, []
    for line in text.split(b"\r\n"):
        key, _, value = line.partition(b":")
        if key.lower() == b"status":
            status = int(value.split()[0])
        elif key:
            found.append((key.lower(), value.strip()))
    return status, found
