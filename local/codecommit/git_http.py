"""git over HTTP at /v1/repos/<name>, where CodeCommit has it: git's own http-backend behind IAM."""

import asyncio
import base64
import os
import subprocess
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any

from ministack.core.iam_evaluator import resolve_caller_identity
from ministack.core.responses import request_scope

from local.codecommit import repositories
from local.gateway.state import ACCOUNT, arn, region, state_dir
from local.iam import authorization

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]
PREFIX = "/v1/repos/"
pushes: dict[str, threading.Lock] = defaultdict(threading.Lock)


def middleware(app: App) -> App:
    """Return an application that answers git itself and leaves the rest to another."""

    async def serve(scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await app(scope, receive, send)
            return
        body = b""
        while True:
            event = await receive()
            body += event.get("body", b"")
            if not event.get("more_body"):
                break
        status, headers, content = await asyncio.get_running_loop().run_in_executor(None, answer, scope, body)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    return serve


def answer(scope: Scope, body: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Answer one request of a git client."""
    name = scope["path"].removeprefix(PREFIX).split("/")[0].removesuffix(".git")
    headers = {key.decode().lower(): value.decode() for key, value in scope["headers"]}
    user = user_name(headers)
    if user is None:
        return 401, [(b"www-authenticate", b'Basic realm="CodeCommit"')], b"git needs a user name: the access key\n"
    if name not in repositories.records:
        return 404, [], f"repository {name} does not exist\n".encode()
    pushing = "git-receive-pack" in scope["path"] or b"service=git-receive-pack" in scope["query_string"]
    with request_scope(ACCOUNT, region()):
        caller = resolve_caller_identity(user)
        if caller is None:
            return 403, [], b"the access key is not known\n"
        refusal = refused(caller, "codecommit:GitPush" if pushing else "codecommit:GitPull", arn("codecommit", name))
        if refusal:
            return 403, [], refusal.encode()
        if not (pushing and scope["method"] == "POST"):
            return backend(scope, headers, name, body)
        with pushes[name]:
            before = repositories.branches(name)
            done = backend(scope, headers, name, body)
            repositories.announce(name, before, caller["userArn"])
            return done


def user_name(headers: dict[str, str]) -> str | None:
    """Return the user name of a request with basic authentication."""
    scheme, _, encoded = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    return base64.b64decode(encoded).decode().partition(":")[0].partition("%")[0] or None


def refused(caller: dict[str, Any], action: str, resource: str) -> str:
    """Return why a caller may not do an action, "" if he may; the account's owner may do anything."""
    role = caller["userArn"].split(":assumed-role/")
    if len(role) < 2:
        return ""
    try:
        authorization.require_of_role(f"arn:aws:iam::{ACCOUNT}:role/{role[1].split('/')[0]}", action, resource)
    except authorization.Denied as denied:
        return str(denied)
    return ""


def backend(scope: Scope, headers: dict[str, str], name: str, body: bytes) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Let git's http-backend answer, as a CGI program."""
    inside = scope["path"].removeprefix(PREFIX).partition("/")[2]
    environment = repositories.git_environment() | {
        "GIT_PROJECT_ROOT": str(state_dir() / "repositories"),
        "GIT_HTTP_EXPORT_ALL": "1",
        "PATH_INFO": f"/{name}.git/{inside}",
        "REQUEST_METHOD": scope["method"],
        "QUERY_STRING": scope["query_string"].decode(),
        "CONTENT_TYPE": headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_USER": "codecommit",
        "PATH": os.environ["PATH"],
        **({"HTTP_CONTENT_ENCODING": headers["content-encoding"]} if "content-encoding" in headers else {}),
        **({"GIT_PROTOCOL": headers["git-protocol"]} if "git-protocol" in headers else {}),
    }
    out = subprocess.run(["git", "http-backend"], input=body, capture_output=True, env=environment, check=False).stdout
    head, _, content = out.partition(b"\r\n\r\n")
    status, found = 200, []
    for line in head.split(b"\r\n"):
        key, _, value = line.partition(b":")
        if key.lower() == b"status":
            status = int(value.split()[0])
        elif key:
            found.append((key.lower(), value.strip()))
    return status, found, content
