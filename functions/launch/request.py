"""What a message that reaches LaunchTopic asks for."""

import json
import re
from typing import Any

from document.reading import InvalidParameters, check_keys, parse, shown
from launch.bursts import is_burst
from launch.reasons import SHORT, one_line, reason

# As much as an SSM parameter, the document that Parameters are merged over, can hold.
LONGEST_PARAMETERS = 8192
LARGEST_VERSION = 10**15  # what no stack comes to, and every store takes
SENT_BEFORE = "SentBefore"  # the attribute of a message that launch has sent again
COMMIT = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")


def launch_request(body: str) -> dict[str, Any] | None:
    """Return {"Launch", "Reason", "Parameters", "Reproduce", "Commit", "Burst"} of a queue message's body, None for one that launches nothing.

    Raise InvalidParameters for a message that asks for what no build can do, or that nobody can read.
    """
    text = published(body)
    try:
        message = parse(text, "the message")
    except InvalidParameters:
        if is_meant_as_json(text):
            raise
        return asked(body, one_line(text) or "an empty message")
    if message.get("Event") == "s3:TestEvent":
        return None
    more = {"Parameters": parameters(message), "Reproduce": reproduced(message), "Commit": commit(message), "Burst": is_burst(message)}
    return asked(body, one_line(reason(message))[:SHORT], **more)


def asked(body: str, why: str, **more: Any) -> dict[str, Any]:
    """Return what a message asks for: a build as the document says, unless it asks for more."""
    return {"Launch": launch_id(body), "Reason": why, "Parameters": {}, "Reproduce": None, "Commit": None, "Burst": False, **more}


def is_meant_as_json(text: str) -> bool:
    """Return whether a text is more than words: it must not launch without the Parameters or the version that somebody wrote."""
    return text.lstrip("\ufeff \t\r\n").startswith("{") or "Parameters" in text or '"Reproduce"' in text


def parameters(message: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters that a message has for its build alone; Reuse may stand beside them."""
    given = message.get("Parameters")
    given = {} if given is None else given
    if not isinstance(given, dict):
        raise InvalidParameters(f"Parameters: expected an object, got {shown(given)}")
    if message.get("Reuse") is not None:
        given = {**given, "Reuse": message["Reuse"]}
    size = len(json.dumps(given))
    if size > LONGEST_PARAMETERS:
        raise InvalidParameters(f"Parameters: expected at most {LONGEST_PARAMETERS} characters of JSON, got {size}")
    check_keys(given)
    return given


def reproduced(message: dict[str, Any]) -> int | None:
    """Return the version that a message asks to train again as it was, None without one."""
    version = message.get("Reproduce")
    if version is not None and not is_version(version):
        raise InvalidParameters(f"Reproduce: expected the number of a version, such as 7, got {shown(version)}")
    return version


def commit(message: dict[str, Any]) -> str | None:
    """Return the commit that a message asks to build from, None for what the branch is at when the build is planned."""
    found = message.get("Commit")
    if found is not None and not (isinstance(found, str) and COMMIT.fullmatch(found)):
        raise InvalidParameters(f"Commit: expected the 40 hexadecimal digits of a commit, got {shown(found)}")
    return found


def is_version(value: Any) -> bool:
    """Return whether a value can be the number of a version."""
    return type(value) is int and 1 <= value <= LARGEST_VERSION


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


def first_id(record: dict[str, Any]) -> str:
    """Return the id that a message had when it came to the queue first."""
    sent_before = record.get("messageAttributes", {}).get(SENT_BEFORE)
    return str(sent_before["stringValue"] if sent_before else record["messageId"])


def envelope(body: str) -> dict[str, Any]:
    """Return SNS's envelope of a message, empty where there is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) and found.get("Type") == "Notification" and "TopicArn" in found else {}
