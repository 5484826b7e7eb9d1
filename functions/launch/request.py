"""What a message that reaches LaunchTopic asks for."""

import json
from typing import Any

from document.reading import InvalidParameters, check_keys, parse, shown
from launch.reasons import SHORT, one_line, reason

# As much as an SSM parameter, the document that Parameters are merged over, can hold.
LONGEST_PARAMETERS = 8192


def launch_request(body: str) -> dict[str, Any] | None:
    """Return {"Launch", "Reason", "Parameters"} of a queue message's body, None for a message that launches nothing.

    Raise InvalidParameters for a message whose Parameters no build can use, or nobody can read.
    """
    text = published(body)
    try:
        message = parse(text, "the message")
    except InvalidParameters:
        if is_meant_as_json(text):
            raise
        return {"Launch": launch_id(body), "Reason": one_line(text) or "an empty message", "Parameters": {}}
    if message.get("Event") == "s3:TestEvent":
        return None
    return {"Launch": launch_id(body), "Reason": one_line(reason(message))[:SHORT], "Parameters": parameters(message)}


def is_meant_as_json(text: str) -> bool:
    """Return whether a text is more than words: it must not launch without the Parameters that somebody wrote."""
    return text.lstrip("\ufeff \t\r\n").startswith("{") or "Parameters" in text


def parameters(message: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that a message has for its build alone."""
    given = message.get("Parameters")
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise InvalidParameters(f"Parameters: expected an object, got {shown(given)}")
    size = len(json.dumps(given))
    if size > LONGEST_PARAMETERS:
        raise InvalidParameters(f"Parameters: expected at most {LONGEST_PARAMETERS} characters of JSON, got {size}")
    check_keys(given)
    return given


def published(body: str) -> str:
    """Return the message inside SNS's envelope, or the body itself where there is none."""
    found = envelope(body)
    return str(found.get("Message", "")) if found else body


def launch_id(body: str) -> str | None:
    """Return the id that SNS gave a message, and told its publisher; None for one that came without SNS."""
    found = envelope(body).get("MessageId")
    return one_line(str(found)) if found else None


def topic(body: str) -> str | None:
    """Return the ARN of the topic that a message came through; None for one that came without SNS."""
    found = envelope(body).get("TopicArn")
    return str(found) if found else None


def envelope(body: str) -> dict[str, Any]:
    """Return SNS's envelope of a message, empty where there is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and found.get("Type") == "Notification" and "TopicArn" in found else {}
