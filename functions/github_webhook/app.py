"""GitHub Webhook: launches a build for every push to the branch, if GitHub itself says so."""

import functools
import json
import os
from typing import Any

import boto3

from github_web.secret import secret
from github_webhook.delivery import Delivery, UnusablePush, delivery, launch_message, refusal


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer one request to the function URL (payload format 2.0)."""
    found = delivery(event)
    refused = refusal(found, secret(os.environ["SECRET_ARN"]).encode())
    if refused:
        return answer(found, *refused)
    repository = os.environ["GITHUB_REPOSITORY"].removeprefix("https://github.com/").removesuffix(".git")
    try:
        message, said = launch_message(found, repository, os.environ["BRANCH"])
    except UnusablePush as error:
        return answer(found, 400, str(error))
    if message is None:
        return answer(found, 200, said)
    client("sns").publish(TopicArn=os.environ["LAUNCH_TOPIC_ARN"], Message=json.dumps(message))
    return answer(found, 202, said)


def answer(found: Delivery, status: int, said: str) -> dict[str, Any]:
    """Return the HTTP answer, and log what was decided."""
    print(json.dumps({"delivery": found.guid, "event": found.event, "status": status, "said": said}))
    return {"statusCode": status, "headers": {"Content-Type": "text/plain"}, "body": said + "\n"}


@functools.cache
def client(service: str) -> Any:
    """Return this process's client of a service."""
    return boto3.client(service)
