"""Launch: merges the requests of a batch into what waits, and starts it if nothing runs."""

import functools
import json
import os
import uuid
from typing import Any

import boto3

from builds import launches, runs, table
from document.reading import InvalidParameters
from launch.request import launch_request
from news import status


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Take a batch of LaunchQueue; return the messages that the queue has to keep, for there is no room for them yet."""
    requests = []
    for record in event["Records"]:
        try:
            request = launch_request(record["body"])
        except InvalidParameters as error:
            reject(record, str(error))
            continue
        if request:
            requests.append({"Id": record["messageId"], **request})
    name = f"build-{uuid.uuid4().hex}"
    known = launches.known_ids(table.change_launch(lambda state: launches.add(state, requests, name)))
    kept = [request["Id"] for request in requests if request["Id"] not in known]
    running = runs.start_next()
    print(json.dumps({"messages": len(event["Records"]), "requests": len(requests), "kept": len(kept), "running": running}))
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in kept]}


def reject(record: dict[str, Any], cause: str) -> None:
    """Keep an unusable message in the dead-letter queue with what is wrong with it, and report it once."""
    message_id = record["messageId"]
    if message_id in table.launch().get("Rejected", []):
        return
    attributes = {"Cause": {"DataType": "String", "StringValue": cause}}
    sqs().send_message(QueueUrl=os.environ["DEAD_LETTER_QUEUE_URL"], MessageBody=record["body"], MessageAttributes=attributes)
    status.publish(status.message("REJECTED", os.environ["STACK_NAME"], Error="InvalidParameters", Cause=cause))
    table.change_launch(lambda state: launches.reject(state, message_id))
    print(json.dumps({"rejected": message_id, "cause": cause}))


@functools.cache
def sqs() -> Any:
    """Return the SQS client of this process."""
    return boto3.client("sqs")
