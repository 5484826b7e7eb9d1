"""Launch: merges the requests of a batch into what waits, and starts it if nothing runs."""

import functools
import json
import os
import uuid
from typing import Any

import boto3
from botocore.exceptions import ClientError

from builds import launches, runs, table
from document.reading import InvalidParameters
from document.text import storable
from launch.request import launch_id, launch_request
from news import status

LONGEST_CAUSE = 1000
LATER_SECONDS = 900  # the longest that SQS delays a message
SENT_BEFORE = "SentBefore"


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Take a batch of LaunchQueue; return the messages that the queue has to hand out again."""
    requests, failed = {}, []
    for record in event["Records"]:
        try:
            request = launch_request(record["body"])
        except InvalidParameters as error:
            if not attempt_reject(record, str(error)):
                failed.append(record["messageId"])
            continue
        if request:
            requests[first_id(record)] = (record, {"Id": first_id(record), **request})
    name = f"build-{uuid.uuid4().hex}"
    known = launches.known_ids(table.change_launch(lambda state: launches.add(state, [request for _, request in requests.values()], name)))
    later = [record for message_id, (record, _) in requests.items() if message_id not in known]
    for record in later:
        send_later(record)
    running = runs.start_next()
    counts = {"messages": len(event["Records"]), "requests": len(requests), "later": len(later), "failed": len(failed)}
    print(json.dumps({**counts, "running": running}))
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def first_id(record: dict[str, Any]) -> str:
    """Return the id that a message had when it came to the queue first."""
    sent_before = record.get("messageAttributes", {}).get(SENT_BEFORE)
    return str(sent_before["stringValue"] if sent_before else record["messageId"])


def send_later(record: dict[str, Any]) -> None:
    """Send a message that finds no room beside what waits to the queue again.

    A message that the queue itself hands out again is given up after some times, but a build may take days.
    """
    attributes = {SENT_BEFORE: {"DataType": "String", "StringValue": first_id(record)}}
    url = os.environ["LAUNCH_QUEUE_URL"]
    sqs().send_message(QueueUrl=url, MessageBody=record["body"], MessageAttributes=attributes, DelaySeconds=LATER_SECONDS)


def attempt_reject(record: dict[str, Any], cause: str) -> bool:
    """Reject a message, and return whether that succeeded: one that cannot be reported must not hold up the others of its batch."""
    try:
        reject(record, str(storable(cause))[:LONGEST_CAUSE])
    except ClientError as error:
        print(json.dumps({"not rejected": record["messageId"], "error": str(error)}))
        return False
    return True


def reject(record: dict[str, Any], cause: str) -> None:
    """Keep an unusable message in the dead-letter queue with what is wrong with it, and report it once."""
    message_id = first_id(record)
    if message_id in launches.rejected_ids(table.launch()):
        return
    attributes = {"Cause": {"DataType": "String", "StringValue": cause}}
    sqs().send_message(QueueUrl=os.environ["DEAD_LETTER_QUEUE_URL"], MessageBody=record["body"], MessageAttributes=attributes)
    status.publish(status.message("REJECTED", os.environ["STACK_NAME"], Error="InvalidParameters", Cause=cause))
    table.change_launch(lambda state: launches.reject(state, message_id, launch_id(record["body"]), cause))
    print(json.dumps({"rejected": message_id, "cause": cause}))


@functools.cache
def sqs() -> Any:
    """Return the SQS client of this process."""
    return boto3.client("sqs")
