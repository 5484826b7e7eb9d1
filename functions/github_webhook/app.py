"""GitHub Webhook: launches a build for every push to the branch, if GitHub itself says so."""

import functools
import json
import os
import time
from typing import Any

import boto3

from builds import deliveries
from github_web.secret import secret
from github_webhook.delivery import Delivery, UnusablePush, delivery, digest, launch_message, refusal

LOGGED = 64  # characters of a header
ALREADY = "nothing is built: this delivery has launched a build already; publish {} to LaunchTopic for another one"


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request to the function URL (payload format 2.0)."""
    found = delivery(event)
    refused = refusal(found, secret(os.environ["SECRET_ARN"]).encode())
    if refused:
        return answer(found, *refused)
    repository = os.environ["GITHUB_REPOSITORY"].removeprefix("https://github.com/").removesuffix(".git")
    try:
        message, said = launch_message(found, repository, os.environ["BRANCH"], time.time())
        if message is None:
            return answer(found, 200, said)
        return answer(found, 202, said) if launch(found, message) else answer(found, 200, ALREADY)
    except UnusablePush as error:
        return answer(found, 400, str(error))
    except deliveries.BeingLaunched as error:
        return answer(found, 409, str(error))


def launch(found: Delivery, message: dict[str, Any]) -> bool:
    """Launch a build, and return whether the delivery had not done so before."""
    if not deliveries.begin_launching(digest(found)):
        return False
    client("sns").publish(TopicArn=os.environ["LAUNCH_TOPIC_ARN"], Message=json.dumps(message))
    deliveries.launched(digest(found))
    return True


def answer(found: Delivery, status: int, said: str) -> dict[str, Any]:
    """Return the HTTP answer, and log what was decided; whoever likes chooses how long the headers are."""
    print(json.dumps({"delivery": found.guid[:LOGGED], "event": found.event[:LOGGED], "status": status, "said": said}))
    return {"statusCode": status, "headers": {"Content-Type": "text/plain"}, "body": said + "\n"}


@functools.cache
def client(service: str) -> Any:
    """Return this process's client of a service."""
    return boto3.client(service)
