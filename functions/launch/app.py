"""Launch: merges the requests of a batch into what waits, and starts it if nothing runs; a rollback goes before everything else."""

import functools
import json
import os
import uuid
from typing import Any

import boto3
from botocore.exceptions import ClientError

from builds import executions, kept, launches, records, rollbacks, runs, served, table, waking
from document.reading import InvalidParameters
from document.text import storable
from endpoints import endpoint
from launch.request import SENT_BEFORE, first_id, launch_id, launch_request, topic
from launch.rollback import RollbackRefused, rollback_request, target
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


def roll_back(record: dict[str, Any]) -> None:
    """Let a rollback wait, if it can be done: nothing runs before it; raise RollbackRefused otherwise."""
    message_id, launched = first_id(record), table.launch()
    if message_id in launches.known_ids(launched) | launches.rejected_ids(launched):
        return
    request = rollback_request(record["body"])
    refuse_second(launched, request["Version"])
    served.begin()
    found, state = endpoint.describe(os.environ["STACK_NAME"]), served.state()
    present = served.heading_for(found) if found else served.current_of(state)
    to = target(request["Version"], state["Stack"], present)
    check(to, served.version_of(found) if found and not endpoint.is_moving(found) else None)
    asked = {"Id": message_id, **{key: request[key] for key in ("Launch", "Reason")}, "From": present, "To": to}
    changed = table.change_launch(lambda state: rollbacks.ask(state, asked, f"rollback-{uuid.uuid4().hex}"))
    if message_id not in launches.known_ids(changed):
        refuse_second(changed, request["Version"])
    print(json.dumps({"rollback": message_id, "from": present, "to": to}))


def refuse_second(launched: launches.State, asked: int | None) -> None:
    """Raise RollbackRefused while another rollback waits or runs."""
    if (other := rollbacks.version(launched)) is not None:
        raise RollbackRefused(f"a rollback to version {other} is under way already", asked)


def check(version: int, serving: int | None) -> None:
    """Raise RollbackRefused for a version that cannot be gone back to; serving is the one that the endpoint is to stay on."""
    if not records.read(version):
        raise RollbackRefused(f"there is no version {version}", version)
    if not served.has_served(version):
        raise RollbackRefused(f"version {version} has never served", version)
    if version == serving:
        raise RollbackRefused(f"version {version} serves already", version)
    try:
        kept.config(version)
    except kept.NotKept as error:
        raise RollbackRefused(str(error), version) from None


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
