"""AWS's JSON protocol: a request is parsed, checked against botocore's model as strictly as AWS does, and handed to its operation."""

import asyncio
import contextvars
import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from ministack import app
from ministack.core import router

from api import shapes
from local.gateway import models
from local.iam import authorization

Operation = Callable[[dict[str, Any]], dict[str, Any]]
Answer = tuple[int, dict[str, str], bytes]
Check = Callable[[str, dict[str, Any]], None]
Rest = Callable[[str, str, dict[str, str], bytes], Answer | None]
log = logging.getLogger(__name__)


class ServiceError(Exception):
    """An error that AWS itself would answer with."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


class JsonService:
    """A service with the AWS JSON protocol.

    rest, if given, answers what is not a call of that protocol (None: not known either). check raises InvalidRequest for a request whose
    members are right by themselves and not together.
    """

    def __init__(
        self, name: str, target_prefix: str, operations: Mapping[str, Operation], rest: Rest | None = None, check: Check | None = None
    ) -> None:
        self.name, self.target_prefix, self.operations, self.rest, self.check = name, target_prefix, operations, rest, check

    async def handle(self, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Answer:
        """Answer one HTTP request, in a thread of its own."""
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(None, context.run, self.answer, method, path, headers, body)

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """Answer one HTTP request."""
        target = {key.lower(): value for key, value in headers.items()}.get("x-amz-target", "")
        try:
            if not target:
                found = self.rest(method, path, headers, body) if self.rest else None
                if found is None:
                    raise ServiceError("UnknownOperationException", f"{method} {path} is not known", 404)
                return found
            for action, resource, about in authorization.also_needed(self.name, headers, body):
                authorization.require(headers, action, resource, about)
            return reply(200, self.call(target.rpartition(".")[2], json.loads(body or b"{}")))
        except authorization.Denied as denied:
            return reply(400, {"__type": "AccessDeniedException", "message": str(denied)}, "AccessDeniedException")
        except ServiceError as error:
            return reply(error.status, {"__type": error.code, "message": error.message}, error.code)
        except Exception:
            log.exception("%s %s", self.name, target or path)
            return reply(
                500, {"__type": "InternalFailure", "message": f"the local {self.name} failed at {target or path}; its log says why"}
            )

    def call(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        """Check a request and its roles, and carry the operation out."""
        if operation not in self.operations:
            known = operation in models.operations_of(self.name)
            missing = "is not part of the local AWS" if known else "is not an operation of the service"
            raise ServiceError("UnknownOperationException", f"{self.name} {operation} {missing}")
        try:
            checked = shapes.check(operation, request, "request", models.model_of(self.name, operation))
            if self.check:
                self.check(operation, checked)
        except shapes.InvalidRequest as error:
            raise ServiceError("ValidationException", f"1 validation error detected: {error}") from None
        return self.operations[operation](request)


def reply(status: int, content: dict[str, Any], error: str = "") -> Answer:
    """Return an answer of the JSON protocol."""
    headers = {"Content-Type": "application/x-amz-json-1.1"} | ({"x-amzn-errortype": error} if error else {})
    return status, headers, json.dumps(content, default=wire).encode()


def wire(value: Any) -> Any:
    """Return a time as the JSON protocol writes it: seconds since the epoch."""
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"{type(value).__name__} is not JSON")


def register(service: JsonService) -> None:
    """Make a service part of the local AWS, with IAM enforced."""
    app.SERVICE_HANDLERS[service.name] = service.handle
    router.SERVICE_PATTERNS[service.name] = {"target_prefixes": [service.target_prefix], "host_patterns": [service.name + r"\."]}
    authorization.govern(service.name)
