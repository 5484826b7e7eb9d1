"""SQS StartMessageMoveTask, which MiniStack lacks: what was given up is sent again. The task is over when the call returns."""

import json
import time
import uuid
from typing import Any

from ministack.services import sqs


def register() -> None:
    """Add the action."""
    sqs._HANDLERS["StartMessageMoveTask"] = start_message_move_task


def start_message_move_task(request: dict[str, Any], _url: str) -> dict[str, str]:
    """Move all messages of a dead-letter queue that nobody is reading to another queue.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html
    """
    source = queue(request, "SourceArn")
    if not any(dead_letter_target(other) == request["SourceArn"] for other in sqs._queues.values()):
        raise sqs._Err("InvalidParameterValue", "Source queue must be configured as a Dead Letter Queue.")
    if not request.get("DestinationArn"):
        raise sqs._Err("UnsupportedOperation", "The local AWS does not know where messages came from: name a DestinationArn.")
    destination = queue(request, "DestinationArn")
    now = time.time()
    moved = [message for message in source["messages"] if message["visible_at"] <= now]
    source["messages"] = [message for message in source["messages"] if message not in moved]
    fresh = {"receipt_handle": None, "receive_count": 0, "first_receive_at": None, "visible_at": now}
    destination["messages"] += [{**message, **fresh} for message in moved]
    sqs.esm_wake.set()
    return {"TaskHandle": uuid.uuid4().hex}


def queue(request: dict[str, Any], key: str) -> dict[str, Any]:
    """Return the queue that a member of the request names, or raise ResourceNotFoundException."""
    found: dict[str, Any] | None = sqs._queue_by_arn(request.get(key, ""))
    if found is None:
        raise sqs._Err("ResourceNotFoundException", f"The resource that you specified for the {key} parameter doesn't exist.", 404)
    return found


def dead_letter_target(source: dict[str, Any]) -> str:
    """Return the ARN of a queue's dead-letter queue, "" if it has none."""
    policy = json.loads(source["attributes"].get("RedrivePolicy") or "{}")
    return str(policy.get("deadLetterTargetArn", ""))
