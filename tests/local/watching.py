"""What a stack has done, as a person sees it: builds, their reasons, and the news about them."""

import json
from typing import Any

from local.launcher import LocalAws
from local.stack import ENDED, Stack
from tests.local.waiting import until


def inputs(stack: Stack) -> list[dict[str, Any]]:
    """Return what each build was asked for, oldest first."""
    client = stack.account.client("stepfunctions")
    arns = [execution["executionArn"] for execution in reversed(stack.executions())]
    return [json.loads(client.describe_execution(executionArn=arn)["input"]) for arn in arns]


def reasons(stack: Stack) -> list[str]:
    """Return why each build was launched, oldest first."""
    return [str(given["Reason"]) for given in inputs(stack)]


def at_rest(stack: Stack) -> bool:
    """Return whether nothing runs and nothing waits."""
    item = stack.account.client("dynamodb").get_item(
        TableName=stack.outputs["BuildTable"], Key={"Kind": {"S": "launch"}, "Version": {"N": "0"}}, ConsistentRead=True
    )["Item"]
    state = json.loads(item["State"]["S"])
    return all(execution["status"] in ENDED for execution in stack.executions()) and not {"Running", "Pending"} & set(state)


def settle(stack: Stack, event: dict[str, Any]) -> None:
    """Hand an event to settle, and wait until it has dealt with it."""
    sqs, url = stack.account.client("sqs"), stack.resource("SettleQueue")
    sqs.send_message(QueueUrl=url, MessageBody=json.dumps(event))
    counts = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")

    def empty() -> bool:
        found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=list(counts))["Attributes"]
        return not any(int(found[name]) for name in counts)

    until(empty)


class News:
    """A queue that listens to a topic."""

    def __init__(self, aws: LocalAws, topic_arn: str, name: str) -> None:
        self._sqs = aws.client("sqs")
        self.url = self._sqs.create_queue(QueueName=name)["QueueUrl"]
        self.arn = self._sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        allowed = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": self.arn}
        self._sqs.set_queue_attributes(QueueUrl=self.url, Attributes={"Policy": json.dumps({"Statement": [allowed]})})
        if topic_arn:
            aws.client("sns").subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=self.arn)
        self.heard: list[dict[str, Any]] = []

    def listen(self) -> list[dict[str, Any]]:
        """Return all messages so far, each as SNS wrapped it."""
        while messages := self._sqs.receive_message(QueueUrl=self.url, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                self.heard.append(json.loads(message["Body"]))
                self._sqs.delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])
        return self.heard

    def statuses(self) -> list[tuple[int | None, str]]:
        """Return version and status of all status messages so far."""
        said = [json.loads(message["Message"]) for message in self.listen()]
        return [(message["Version"], message["Status"]) for message in said]
