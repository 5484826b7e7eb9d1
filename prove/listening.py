"""A queue beside the stack that hears the news and AWS's own events; it has one name, so that it is found again."""

import json
from typing import Any

from botocore.exceptions import ClientError

from prove.aws import Aws, code
from prove.evidence import Evidence, said
from prove.stack import Stack


def name(stack_name: str) -> str:
    """Return the name of the queue and of the rule."""
    return f"{stack_name}-proof"


def listen(stack: Stack) -> None:
    """Make the queue and the rule, and subscribe the queue to the news."""
    called, topic, tags = name(stack.name), stack.outputs["TrainStatusTopic"], {"sagebuild:proof": stack.name}
    sqs, events = stack.aws.client("sqs"), stack.aws.client("events")
    url = sqs.create_queue(QueueName=called, tags=tags)["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    pattern = {
        "source": ["aws.states", "aws.sagemaker"],
        "detail-type": ["Step Functions Execution Status Change", "SageMaker Endpoint State Change"],
    }
    rule_tags = [{"Key": key, "Value": value} for key, value in tags.items()]
    rule = events.put_rule(Name=called, EventPattern=json.dumps(pattern), Tags=rule_tags)["RuleArn"]
    allowed = [allow("sns.amazonaws.com", queue, topic), allow("events.amazonaws.com", queue, rule)]
    policy = json.dumps({"Version": "2012-10-17", "Statement": allowed})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    events.put_targets(Rule=called, Targets=[{"Id": "proof", "Arn": queue}])
    stack.aws.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue)


def allow(service: str, queue: str, source: str) -> dict[str, Any]:
    """Return the statement that lets a service's resource send to the queue."""
    condition = {"ArnEquals": {"aws:SourceArn": source}}
    return {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sqs:SendMessage", "Resource": queue, "Condition": condition}


def hear(evidence: Evidence) -> None:
    """Take what has arrived: news as SNS wrapped it, and this stack's events."""
    sqs = evidence.stack.aws.client("sqs")
    url = sqs.get_queue_url(QueueName=name(evidence.stack.name))["QueueUrl"]
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages"):
        for message in messages:
            keep(evidence, said(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def keep(evidence: Evidence, body: dict[str, Any]) -> None:
    """Keep one message where the checks look for it; other stacks' events are not ours."""
    detail = body.get("detail") or {}
    if body.get("Type") == "Notification":
        evidence.news.append(body)
    elif evidence.stack.outputs["StateMachine"] == detail.get("stateMachineArn") or evidence.stack.name == detail.get("EndpointName"):
        evidence.events.append(body)


def stop_listening(aws: Aws, stack_name: str) -> None:
    """Remove the queue and the rule; what is gone already is done. SNS forgets the subscription with the topic."""
    called = name(stack_name)
    try:
        aws.client("events").remove_targets(Rule=called, Ids=["proof"])
        aws.client("events").delete_rule(Name=called)
    except ClientError as error:
        if code(error) != "ResourceNotFoundException":
            raise
    try:
        aws.client("sqs").delete_queue(QueueUrl=aws.client("sqs").get_queue_url(QueueName=called)["QueueUrl"])
    except ClientError as error:
        if not code(error).endswith("NonExistentQueue") and code(error) != "QueueDoesNotExist":
            raise
