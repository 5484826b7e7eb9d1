"""Launch: merges the requests of a batch into what waits, and starts it if nothing runs."""

import json
import os
import uuid
from typing import Any

import build_table
import builds
import launch_state
import status
from document import InvalidParameters
from launch.request import launch_request


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Take a batch of LaunchQueue; unusable messages are reported and, by failing, end up in the dead-letter queue."""
    requests, unusable = [], []
    for record in event["Records"]:
        try:
            request = launch_request(record["body"])
        except InvalidParameters as error:
            reject(record, str(error))
            unusable.append(record["messageId"])
            continue
        if request:
            requests.append({"Id": record["messageId"], **request})
    token = f"build-{uuid.uuid4().hex}"
    build_table.change_launch(lambda state: launch_state.add(state, requests, token))
    running = builds.start_next()
    print(json.dumps({"requests": len(requests), "unusable": len(unusable), "running": running}))
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in unusable]}


def reject(record: dict[str, Any], cause: str) -> None:
    """Report an unusable message once, however often the queue hands it out."""
    if record["attributes"]["ApproximateReceiveCount"] == "1":
        status.publish(status.message("REJECTED", os.environ["STACK_NAME"], Error="InvalidParameters", Cause=cause))
