"""Which permissions have really been used: GET /_local/permissions lists role and action of all that IAM has allowed to a role so far.

A permission of a policy that no use ever shows up for here is one too many, or one that nobody tests.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from ministack.core import iam_evaluator

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]
PATH = "/_local/permissions"
used: set[tuple[str, str]] = set()


def register() -> None:
    """Note every decision of IAM that allows something to a role."""
    evaluate = iam_evaluator.evaluate

    def evaluate_and_note(about: Any, *policies: Any) -> Any:
        result = evaluate(about, *policies)
        if result.decision == "Allow" and about.principal_type == "AssumedRole":
            used.add((role_name(about.principal_arn), about.action))
        return result

    iam_evaluator.evaluate = evaluate_and_note


def role_name(principal_arn: str) -> str:
    """Return the name in a role's ARN, or in that of a session of it."""
    return principal_arn.split(":", 5)[5].split("/")[1]


def middleware(app: App) -> App:
    """Return an application that answers what has been used and leaves the rest to another."""

    async def serve(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await app(scope, receive, send)
            return
        content = json.dumps(sorted(used)).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": content})

    return serve
