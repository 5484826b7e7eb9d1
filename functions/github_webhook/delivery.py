"""A delivery of a GitHub webhook: who sent it, and what it asks for.

Source: GitHub's documentation, "Validating webhook deliveries" and "Webhook events and payloads".
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from document import json_text
from document.text import storable

DELETED = "0" * 40
# GitHub redelivers for three days; what is a day older still does not come from there, however right its signature is.
OLDEST_SECONDS = 4 * 24 * 3600


class UnusablePush(Exception):
    """A push that cannot be read; the message says what was expected."""


@dataclass(frozen=True)
class Delivery:
    """What a delivery consists of; body is raw, for the signature is over its bytes."""

    method: str
    event: str
    guid: str
    signature: str
    content_type: str
    body: bytes


def delivery(event: dict[str, Any]) -> Delivery:
    """Return the delivery in a function URL's event."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    text = event.get("body") or ""
    try:
        body = base64.b64decode(text, validate=True) if event.get("isBase64Encoded") else text.encode()
    except binascii.Error:
        body = b""
    return Delivery(
        method=event["requestContext"]["http"]["method"],
        event=headers.get("x-github-event", ""),
        guid=headers.get("x-github-delivery", ""),
        signature=headers.get("x-hub-signature-256", ""),
        content_type=headers.get("content-type", "").partition(";")[0].strip().lower(),
        body=body,
    )


def refusal(found: Delivery, secret: bytes) -> tuple[int, str] | None:
    """Return status and sentence for what did not come from GitHub, or not as JSON; None for what can be read."""
    if found.method != "POST":
        return 405, "expected a POST request from GitHub"
    if not found.signature:
        return 401, "the header X-Hub-Signature-256 is missing: give the webhook a secret"
    expected = "sha256=" + hmac.new(secret, found.body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), found.signature.encode()):
        return 401, "X-Hub-Signature-256 does not match: the webhook's secret and the one in Secrets Manager differ"
    if found.content_type != "application/json":
        got = found.content_type or "none"
        return 415, f"expected the content type application/json, got {got}: choose application/json in the settings of the webhook"
    return None


def digest(found: Delivery) -> str:
    """Return what a delivery is known by: all that is signed of it, in which every push differs from every other."""
    return hashlib.sha256(found.body).hexdigest()


def launch_message(found: Delivery, repository: str, branch: str, now: float) -> tuple[dict[str, Any] | None, str]:
    """Return the launch message of a push to the branch, None for anything else, and what is answered; now is in seconds; raise UnusablePush."""
    if found.event == "ping":
        return None, "pong"
    if found.event != "push":
        return None, f"nothing is built for the event {found.event or 'without a name'}: only pushes launch builds"
    try:
        push = json_text.loads(found.body.decode())
        full_name, ref, commit = (str(storable(value)) for value in (push["repository"]["full_name"], push["ref"], push["after"]))
        pushed_at = push["repository"].get("pushed_at")
    except (ValueError, KeyError, TypeError) as error:
        raise UnusablePush("nothing is built: expected the JSON of a push, with repository.full_name, ref and after") from error
    if full_name.lower() != repository.lower():
        return None, f"nothing is built: expected a push to {repository}, got one to {full_name}"
    if ref != f"refs/heads/{branch}":
        return None, f"nothing is built: expected a push to the branch {branch}, got one to {ref}"
    if commit == DELETED:
        return None, f"nothing is built: the branch {branch} was deleted"
    if isinstance(pushed_at, int) and pushed_at < now - OLDEST_SECONDS:
        raise UnusablePush("nothing is built: expected a push of the last four days, for GitHub redelivers none older than three")
    return {"Reason": f"{full_name}: {branch} is at {commit[:8]}", "Commit": commit}, f"a build of {commit[:8]} is launched"
