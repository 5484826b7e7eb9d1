"""What a message that reaches LaunchTopic asks for."""

import json
from typing import Any
from urllib.parse import unquote_plus

from document import InvalidParameters, check_keys

SHORT = 200


def launch_request(body: str) -> dict[str, Any] | None:
    """Return {"Reason", "Parameters"} of a queue message's body, None for a message that launches nothing.

    Raise InvalidParameters for a message whose Parameters no build can use.
    """
    text = published(body)
    try:
        message = json.loads(text)
    except ValueError:
        return {"Reason": text.strip()[:SHORT] or "an empty message", "Parameters": {}}
    if not isinstance(message, dict):
        return {"Reason": text.strip()[:SHORT], "Parameters": {}}
    if message.get("Event") == "s3:TestEvent":
        return None
    parameters = message.get("Parameters", {})
    if not isinstance(parameters, dict):
        raise InvalidParameters(f"Parameters: expected an object, got {json.dumps(parameters)[:80]}")
    check_keys(parameters)
    return {"Reason": reason(message)[:SHORT], "Parameters": parameters}


def published(body: str) -> str:
    """Return the message inside SNS's envelope, or the body itself where there is none."""
    try:
        envelope = json.loads(body)
    except ValueError:
        return body
    if isinstance(envelope, dict) and envelope.get("Type") == "Notification" and "TopicArn" in envelope:
        return str(envelope["Message"])
    return body


def reason(message: dict[str, Any]) -> str:
    """Return in a few words what a message tells."""
    if "Reason" in message:
        return str(message["Reason"])
    if isinstance(message.get("Records"), list) and message["Records"]:
        return "; ".join(dict.fromkeys(record_reason(record) for record in message["Records"]))
    match message.get("detail-type"):
        case "Object Created":
            return f"s3://{message['detail']['bucket']['name']}/{message['detail']['object']['key']} uploaded"
        case "CodeCommit Repository State Change":
            detail = message["detail"]
            return f"{detail.get('repositoryName')}: {detail.get('referenceName')} is at {str(detail.get('commitId'))[:8]}"
        case "Scheduled Event":
            return f"scheduled at {message.get('time')}"
    return "launched by a message"


def record_reason(record: dict[str, Any]) -> str:
    """Return in a few words what a record of a classic notification tells."""
    if "s3" in record:
        # Classic notifications URL-encode their keys; EventBridge does not.
        return f"s3://{record['s3']['bucket']['name']}/{unquote_plus(record['s3']['object']['key'])} uploaded"
    if "codecommit" in record:
        references = record["codecommit"].get("references") or [{}]
        repository = str(record.get("eventSourceARN", "")).rsplit(":", 1)[-1]
        return f"{repository}: {references[0].get('ref', '').removeprefix('refs/heads/')} is at {str(references[0].get('commit'))[:8]}"
    return "launched by a notification"
