"""Small JSON documents that say how this local AWS is to behave: GET shows one, POST changes it."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def serving(path: str, document: dict[str, Any], change: Callable[[bytes], None], app: App) -> App:
    """Return an application that shows and changes a document, and leaves the rest to another; a change that is no good is refused."""

    async def serve(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != path:
            await app(scope, receive, send)
            return
        status = 200
        if scope["method"] == "POST":
            try:
                change(await whole(receive))
            except (KeyError, ValueError, TypeError, AttributeError):
                status = 400
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": json.dumps(document).encode()})

    return serve


def changing(document: dict[str, Any], kind: Callable[[Any], Any]) -> Callable[[str | bytes], None]:
    """Return what sets the entries of a document that a JSON object has, as values of a kind, and takes away those that are null there."""

    def change(text: str | bytes) -> None:
        for name, value in json.loads(text).items():
            document.pop(name, None)
            if value is not None:
                document[name] = kind(value)

    return change


async def whole(receive: Any) -> bytes:
    """Return the body of a request."""
    parts, more = [], True
    while more:
        event = await receive()
        parts.append(event.get("body", b""))
        more = event.get("more_body", False)
    return b"".join(parts)
