"""Launch: merges the requests of a batch into what waits, and starts it if nothing runs; a rollback goes before everything else."""

import functools
import json
import os
import uuid
from typing import Any

import boto3
from botocore.exceptions import ClientError

from builds import executions, hours, launches, runs, table, waking
from document.reading import InvalidParameters
from document.text import storable
from launch.going_back import roll_back
from launch.request import SENT_BEFORE, first_id, launch_id, launch_request, topic
from launch.rollback import RollbackRefused
from news import status

LONGEST_CAUSE = 1000
LATER_SECONDS = 900  # the longest that SQS delays a message


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Take a batch of LaunchQueue; return the messages that the queue has to hand out again."""
    requests, failed = {}, []
    for record in event["Records"]:
        try:
            request = asked(record)
        except (InvalidParameters, RollbackRefused) as error:
            if not attempt_reject(record, error):
                failed.append(record["messageId"])
            continue
        except ClientError as error:  # what a rollback looks at: it must not hold up the others of its batch
            print(json.dumps({"not rolled back": record["messageId"], "error": str(error)}))
            failed.append(record["messageId"])
            continue
        if request:
            requests[first_id(record)] = (record, {"Id": first_id(record), **request})
    state = add([request for _, request in requests.values()])
    known = launches.known_ids(state)
    later = [record for message_id, (record, _) in requests.items() if message_id not in known]
    for record in later:
        send_later(record)
    running = runs.start_next()
    waking.wake_when_quiet(state, executions.now(), [record["body"] for record in event["Records"]])
    counts = {"messages": len(event["Records"]), "requests": len(requests), "later": len(later), "failed": len(failed)}
    print(json.dumps({**counts, "running": running}))
    return {"batchItemFailures": [{"itemIdentifier": message_id} for message_id in failed]}


def asked(record: dict[str, Any]) -> dict[str, Any] | None:
    """Return the launch request in a message, None for one that launches no build: a rollback's waits from now on."""
    if waking.wake_at(record["body"]):
        return None
    if said := waking.own(record["body"], hours.ASKED):
        runs.ask_hours(said["Serve"], said["At"], said["Hours"])
        return None
    if topic(record["body"]) == os.environ["ROLLBACK_TOPIC_ARN"]:
        roll_back(record)
        return None
    return launch_request(record["body"])


def add(requests: list[dict[str, Any]]) -> launches.State:
    """Add launch requests to what waits, and return the launch item's new state."""
    name, now, seconds = f"build-{uuid.uuid4().hex}", executions.now().isoformat(), int(os.environ["QUIET_SECONDS"])
    return table.change_launch(lambda state: launches.add(state, requests, name, now, seconds))


def send_later(record: dict[str, Any]) -> None:
    """Send a message that finds no room beside what waits to the queue again.

    A message that the queue itself hands out again is given up after some times, but a build may take days.
    """
    attributes = {SENT_BEFORE: {"DataType": "String", "StringValue": first_id(record)}}
    url = os.environ["LAUNCH_QUEUE_URL"]
    sqs().send_message(QueueUrl=url, MessageBody=record["body"], MessageAttributes=attributes, DelaySeconds=LATER_SECONDS)


def attempt_reject(record: dict[str, Any], error: InvalidParameters | RollbackRefused) -> bool:
    """Reject a message, and return whether that succeeded: one that cannot be reported must not hold up the others of its batch."""
    try:
        reject(record, error)
    except ClientError as problem:
        print(json.dumps({"not rejected": record["messageId"], "error": str(problem)}))
        return False
    return True


def reject(record: dict[str, Any], error: InvalidParameters | RollbackRefused) -> None:
    """Keep an unusable message in the dead-letter queue with what is wrong with it, and report it once."""
    message_id, cause = first_id(record), str(storable(str(error)))[:LONGEST_CAUSE]
    if message_id in launches.rejected_ids(table.launch()):
        return
    attributes = {"Cause": {"DataType": "String", "StringValue": cause}}
    sqs().send_message(QueueUrl=os.environ["DEAD_LETTER_QUEUE_URL"], MessageBody=record["body"], MessageAttributes=attributes)
    known: dict[str, Any] = {"Error": type(error).__name__, "Cause": cause}
    if isinstance(error, RollbackRefused):
        known |= {"Version": error.version, "Rollback": {"From": None, "To": error.version}}
    status.publish(status.message("REJECTED", os.environ["STACK_NAME"], **known))
    table.change_launch(lambda state: launches.reject(state, message_id, launch_id(record["body"]), cause))
    print(json.dumps({"rejected": message_id, "cause": cause}))


@functools.cache
def sqs() -> Any:
    """Return the SQS client of this process."""
    return boto3.client("sqs")
