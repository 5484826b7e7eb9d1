"""Topics and queues that a key encrypts: whoever sends needs kms:GenerateDataKey and kms:Decrypt, and whoever receives kms:Decrypt.

A service that sends as itself has to be admitted by the key's own policy, or what it sends does not arrive. EventBridge says neither for which
rule nor for which account it asks. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from ministack import app
from ministack.services import lambda_svc, sns, sqs

from local.gateway.state import ACCOUNT
from local.iam import authorization
from local.kms import policies, use

SEND, RECEIVE = ("kms:GenerateDataKey", "kms:Decrypt"), ("kms:Decrypt",)
EVENTS = "events.amazonaws.com"
QUEUE_ACTIONS = {"SendMessage": SEND, "SendMessageBatch": SEND, "ReceiveMessage": RECEIVE}
Handler = Callable[[str, str, dict[str, str], bytes, dict[str, Any]], Awaitable[Any]]
Allows = Callable[[str, str, str, str], bool]
log = logging.getLogger(__name__)


def register() -> None:
    """Ask the key of a topic or queue for each of these."""
    app.SERVICE_HANDLERS["sns"] = publishing(app.SERVICE_HANDLERS["sns"])
    app.SERVICE_HANDLERS["sqs"] = queueing(app.SERVICE_HANDLERS["sqs"])
    sns.topic_policy_allows = admitted(sns.topic_policy_allows, topic_key)
    sqs.queue_policy_allows = admitted(sqs.queue_policy_allows, queue_key)
    mappings = lambda_svc._iter_all_esms
    lambda_svc._iter_all_esms = lambda: [found for found in mappings() if may_read(found[2])]


def publishing(handler: Handler) -> Handler:
    """Return a handler of SNS that refuses to publish to whoever may not use the topic's key."""

    async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Any:
        form = parse_qs(body.decode(errors="replace"))
        topic = (form.get("TopicArn") or [""])[0]
        if (form.get("Action") or [""])[0] in ("Publish", "PublishBatch") and (key := topic_key(topic)):
            try:
                use.require(headers, key, SEND, "sns", {"aws:sns:topicArn": topic})
            except use.Unusable as error:
                return sns._error(f"KMS{error.kind}", str(error), 400)
        return await handler(method, path, headers, body, query)

    return handle


def queueing(handler: Handler) -> Handler:
    """Return a handler of SQS that refuses messages to whoever may not use the queue's key."""

    async def handle(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Any:
        actions = QUEUE_ACTIONS.get(authorization.operation_of(headers))
        attributes = queue_at(str(authorization.members(body).get("QueueUrl"))) if actions else {}
        if actions and (key := use.named(attributes.get("KmsMasterKeyId"))):
            try:
                use.require(headers, key, actions, "sqs", {"aws:sqs:arn": attributes["QueueArn"]})
            except use.Unusable as error:
                return sqs._json_err_resp(f"Kms{error.kind}", str(error))
        return await handler(method, path, headers, body, query)

    return handle


def queue_at(url: str) -> dict[str, Any]:
    """Return the attributes of the queue with a URL, under whichever host it is reached."""
    found = sqs._queues.get(sqs._queue_url(url.rsplit("/", 1)[-1]), {})
    return dict(found.get("attributes", {}))


def admitted(allows: Allows, key_of: Callable[[str], str | None]) -> Allows:
    """Return a check of a delivery by a service that asks the key's policy, too."""

    def check(target: str, service: str, source: str, account: str) -> bool:
        key = key_of(target)
        about = {} if service == EVENTS else {"aws:SourceArn": source, "aws:SourceAccount": ACCOUNT}
        if key and not all(policies.admits(key, service, action, about) for action in SEND):
            log.warning("%s may not deliver to %s: the policy of its key %s does not admit it", service, target, key)
            return False
        return allows(target, service, source, account)

    return check


def topic_key(topic: str) -> str | None:
    """Return the key that encrypts a topic's messages."""
    return use.named(sns._topics.get(topic, {}).get("attributes", {}).get("KmsMasterKeyId"))


def queue_key(queue: str) -> str | None:
    """Return the key that encrypts a queue's messages."""
    return use.named((sqs._queue_by_arn(queue) or {}).get("attributes", {}).get("KmsMasterKeyId"))


def may_read(mapping: dict[str, Any]) -> bool:
    """Return whether the role of a mapping's function may decrypt what Lambda reads for it: otherwise nothing is read, and the mapping has a problem."""
    source = str(mapping.get("EventSourceArn", ""))
    key = queue_key(source) if source.split(":")[2:3] == ["sqs"] else None
    if not key:
        return True
    try:
        use.require_of_role(lambda_svc._functions[mapping["FunctionName"]]["config"]["Role"], key, RECEIVE, "sqs", {"aws:sqs:arn": source})
    except use.Unusable as error:
        mapping["LastProcessingResult"] = f"PROBLEM: {error}"
        return False
    return True
