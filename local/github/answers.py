"""The answers to requests at github.com and api.github.com."""

import json
import re
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any

from local.github.repositories import Repository

GIT = re.compile(r"/(?P<name>[^/]+/[^/]+)/info/refs\?service=git-upload-pack")
API = re.compile(r"/repos/(?P<name>[^/]+/[^/]+)/(?P<path>.+)")
STATUS = re.compile(r"statuses/(?P<sha>[0-9a-f]{40})")
Answer = tuple[int, bytes]
NOT_FOUND: Answer = (404, b'{"message": "Not Found"}')


class Answers(BaseHTTPRequestHandler):
    """Answers one connection; a subclass says which repositories there are."""

    protocol_version = "HTTP/1.1"
    repository: Callable[[str], Repository | None]

    def do_GET(self) -> None:
        """Answer a GET."""
        self.say(*self.read(self.path))

    def do_POST(self) -> None:
        """Answer a POST."""
        body = self.rfile.read(int(self.headers["Content-Length"] or 0))
        self.say(*self.write(self.path, body))

    def read(self, path: str) -> Answer:
        """Return status and body of a GET."""
        found = GIT.fullmatch(path) or API.fullmatch(path)
        repository = self.repository(found["name"]) if found else None
        if not found or not repository or not repository.may_read(self.headers["Authorization"]):
            return NOT_FOUND
        if found.re is GIT:
            return 200, repository.references()
        told = repository.told(found["path"])
        return NOT_FOUND if told is None else (200, json.dumps(told).encode())

    def write(self, path: str, body: bytes) -> Answer:
        """Return status and body of a POST: the status of a commit is the one thing that is written."""
        found = API.fullmatch(path)
        repository, asked = (self.repository(found["name"]), STATUS.fullmatch(found["path"])) if found else (None, None)
        if not repository or not asked:
            return NOT_FOUND
        if not repository.has(self.headers["Authorization"]):
            return 401, b'{"message": "Requires authentication"}'
        if not repository.holds(asked["sha"], "commit"):
            return 422, b'{"message": "No commit found for SHA"}'
        repository.post(asked["sha"], json.loads(body))
        return 201, body

    def say(self, status: int, body: bytes) -> None:
        """Send an answer."""
        self.send_response(status)
        kind = "application/x-git-upload-pack-advertisement" if GIT.fullmatch(self.path) and status == HTTPStatus.OK else "application/json"
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
