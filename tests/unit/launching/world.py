"""A small world in which launch and settle run as on AWS: queues that hand messages out again, executions, and calls that can be interrupted.

DynamoDB, SNS and SQS are moto's; Step Functions is answered here, because a start is idempotent while the execution runs.
"""

import functools
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, Self

import boto3
import moto
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from moto.sqs.models import sqs_backends

from builds import executions, runs, table, waking
from endpoints import endpoint
from launch import app as launch
from news import status
from retention import removal
from settle import app as settle
from tests.unit.tables import create_build_table

REGION = "us-east-1"
MACHINE, ROLLBACK_MACHINE = (f"arn:aws:states:{REGION}:123456789012:stateMachine:{name}" for name in ("build", "rollback"))
LAUNCH_TOPIC, ROLLBACK_TOPIC = (f"arn:aws:sns:{REGION}:123456789012:{name}" for name in ("launch", "rollback"))
START = 1_700_000_000_000
LONGEST = 1000  # rounds until everything has ended
Record = dict[str, Any]


@functools.cache
def client(service: str) -> Any:
    """Return a client of the world that is."""
    return boto3.client(service)


CACHED = (client, table.table, runs.states, status.sns, launch.sqs, waking.sqs, endpoint.sagemaker, settle.cloudwatch, removal.client)


class Killed(BaseException):
    """The process of a function ends in the middle."""


class Raw:
    """The body of an answer."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, *_: Any, **__: Any) -> Iterator[bytes]:
        yield self._content


class World:
    """Queues, executions and the table of one stack; before and after are called around every AWS call of a function."""

    def __init__(self) -> None:
        self.launches: list[Record] = []
        self.events: list[Record] = []
        self.executions: dict[str, dict[str, Any]] = {}
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None
        self.messages = self.redrives = 0
        self.now = datetime.fromtimestamp(START / 1000, UTC)
        self._clock = executions.now

    def __enter__(self) -> Self:
        self._mock = moto.mock_aws()
        self._mock.start()
        boto3.setup_default_session(region_name=REGION)
        assert boto3.DEFAULT_SESSION
        boto3.DEFAULT_SESSION.events.register("before-send.sfn.*", self._answer)
        boto3.DEFAULT_SESSION.events.register_first("before-call", lambda **_: self.before())
        boto3.DEFAULT_SESSION.events.register("after-call", lambda **_: self.after())
        for accessor in CACHED:
            accessor.cache_clear()
        executions.now = lambda: self.now
        create_build_table()
        topic = client("sns").create_topic(Name="status")["TopicArn"]
        self.dead_letters = client("sqs").create_queue(QueueName="dead")["QueueUrl"]
        self.later = client("sqs").create_queue(QueueName="later")["QueueUrl"]
        self.news = client("sqs").create_queue(QueueName="news")["QueueUrl"]
        client("sns").subscribe(
            TopicArn=topic, Protocol="sqs", Endpoint=f"arn:aws:sqs:{REGION}:123456789012:news", Attributes={"RawMessageDelivery": "true"}
        )
        client("ecr").create_repository(repositoryName="images")
        client("s3").create_bucket(Bucket="code")
        given = {"BUILD_TABLE": "builds", "STATE_MACHINE_ARN": MACHINE, "STATUS_TOPIC_ARN": topic, "STACK_NAME": "churn"}
        given |= {
            "CODE_BUCKET": "code",
            "IMAGE_REPOSITORY": "images",
            "IMAGE_PROJECT": "images",
            "ENDPOINT_HOURS": "",
            "IDLE_DAYS": "14",
            "CODE_REPOSITORY": "",
            "GITHUB_TOKEN_SECRET_ARN": "",
        }
        given |= {"ROLLBACK_MACHINE_ARN": ROLLBACK_MACHINE, "ROLLBACK_TOPIC_ARN": ROLLBACK_TOPIC}
        os.environ.update(given, DEAD_LETTER_QUEUE_URL=self.dead_letters, LAUNCH_QUEUE_URL=self.later, QUIET_SECONDS="0")
        return self

    def __exit__(self, *_: Any) -> None:
        executions.now = self._clock
        self._mock.stop()
        boto3.DEFAULT_SESSION = None
        for accessor in CACHED:
            accessor.cache_clear()

    @contextmanager
    def interrupted(self, before: Callable[[], None] = lambda: None, after: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Call before and after around each AWS call that is made in the context."""
        self.before, self.after = before, after
        try:
            yield
        finally:
            self.before = self.after = lambda: None

    def _answer(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        """Answer as Step Functions does."""
        operation = str(request.headers["X-Amz-Target"], "ascii").rpartition(".")[2]
        given = json.loads(request.body or b"{}")
        answer = {"StartExecution": self._start, "StopExecution": self._stop, "DescribeExecution": self._describe}[operation]
        code, content = answer(given)
        return AWSResponse(request.url, code, {"Content-Type": "application/x-amz-json-1.0"}, Raw(json.dumps(content).encode()))

    def _start(self, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        name = given["name"]
        known = self.executions.get(name)
        if known and (known["status"] != "RUNNING" or known["input"] != given["input"]):
            return 400, {"__type": "ExecutionAlreadyExists", "message": name}
        if not known:
            assert [other for other in self.running() if not self.executions[other]["redriveCount"]] == [], "two at once"
            self.executions[name] = {
                "status": "RUNNING", "input": given["input"], "redriveCount": 0, "stateMachineArn": given["stateMachineArn"],
            }  # fmt: skip
            self.tell(name)
        return 200, {"executionArn": self.arn(name), "startDate": START / 1000}

    def _stop(self, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        name = given["executionArn"].rpartition(":")[2]
        if self.executions[name]["status"] != "RUNNING":
            return 400, {"__type": "ValidationException", "message": "Execution is not running"}
        self.executions[name] |= {"error": given["error"], "cause": given["cause"]}
        self.end(name, "ABORTED")
        return 200, {"stopDate": START / 1000 + 9}

    def _describe(self, given: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        name = given["executionArn"].rpartition(":")[2]
        if name not in self.executions:
            return 400, {"__type": "ExecutionDoesNotExist", "message": name}
        known = {"executionArn": given["executionArn"], "name": name, **self.executions[name]}
        return 200, {**known, "startDate": START / 1000, "stopDate": START / 1000 + 9}

    def arn(self, name: str) -> str:
        return f"{self.executions[name]['stateMachineArn'].replace(':stateMachine:', ':execution:')}:{name}"

    def running(self) -> list[str]:
        """Return the executions that run."""
        return [name for name, known in self.executions.items() if known["status"] == "RUNNING"]

    def ended(self) -> list[str]:
        """Return the executions that have ended without success."""
        return [name for name, known in self.executions.items() if known["status"] not in ("RUNNING", "SUCCEEDED")]

    def end(self, name: str, how: str = "SUCCEEDED") -> None:
        """End an execution, and send its event."""
        self.executions[name]["status"] = how
        self.tell(name)

    def redrive(self, name: str) -> None:
        """Redrive an execution, whatever else runs, as people do in the console, and send its event."""
        self.redrives += 1
        known = self.executions[name]
        known |= {"status": "RUNNING", "redriveCount": known["redriveCount"] + 1, "error": None, "cause": None}
        self.tell(name)

    def tell(self, name: str) -> None:
        """Send the event of an execution's present status; that of a stop does not say why, as in EventBridge's own example."""
        known = self.executions[name]
        known = {key: value for key, value in known.items() if known["status"] != "ABORTED" or key not in ("error", "cause")}
        detail = {"executionArn": self.arn(name), "name": name, **known, "startDate": START, "stopDate": START + 9000, "output": None}
        self.events.append(self.record({"detail-type": "Step Functions Execution Status Change", "detail": detail}))

    def message(self, content: Any, topic: str = LAUNCH_TOPIC) -> None:
        """Send a message to LaunchQueue, as SNS does."""
        text = content if isinstance(content, str) else json.dumps(content)
        envelope = {"Type": "Notification", "TopicArn": topic, "Message": text}
        self.launches.append(self.record({**envelope, "MessageId": f"launch-{self.messages + 1}"}))

    def record(self, content: Any) -> Record:
        self.messages += 1
        return {"messageId": f"message-{self.messages}", "body": content if isinstance(content, str) else json.dumps(content)}

    def deliver_launches(self, batch: int = 10) -> None:
        """Hand LaunchQueue's first messages out; those that are done leave the queue."""
        self._deliver(self.launches, launch.handler, batch)

    def deliver_events(self, batch: int = 10) -> None:
        """Hand SettleQueue's first messages out; those that are done leave the queue."""
        self._deliver(self.events, settle.handler, batch)

    def _deliver(self, queue: list[Record], handler: Callable[[dict[str, Any], object], dict[str, Any]], batch: int) -> None:
        self.now += timedelta(seconds=1)
        records = queue[:batch]
        if records:
            failed = {item["itemIdentifier"] for item in handler({"Records": records}, None)["batchItemFailures"]}
            done = [record["messageId"] for record in records if record["messageId"] not in failed]
            queue[:] = [record for record in queue if record["messageId"] not in done]

    def return_later(self) -> int:
        """Bring what launch has sent to the queue again back, as if the time for which it is delayed were over; return how many."""
        queues, count = client("sqs"), 0
        for message in sqs_backends["123456789012"][REGION].queues["later"]._messages:
            message.delayed_until = 0
        while found := queues.receive_message(QueueUrl=self.later, MaxNumberOfMessages=10, MessageAttributeNames=["All"]).get("Messages"):
            for message in found:
                attributes = {key: {"stringValue": value["StringValue"]} for key, value in message.get("MessageAttributes", {}).items()}
                self.launches.append({**self.record(message["Body"]), "messageAttributes": attributes})
                queues.delete_message(QueueUrl=self.later, ReceiptHandle=message["ReceiptHandle"])
                count += 1
        return count

    def run_to_the_end(self) -> None:
        """Deliver everything and let every build end."""
        rounds = 0
        while self.return_later() or self.launches or self.events or self.running():
            rounds += 1
            assert rounds < LONGEST, f"it never ends: {self.launches + self.events}"
            self.now += timedelta(seconds=30)  # the queues' visibility timeout
            self.deliver_launches()
            self.deliver_events()
            for name in self.running():
                self.end(name)

    def builds(self) -> list[dict[str, Any]]:
        """Return what each build was asked for, in the order of their starts."""
        return [json.loads(known["input"]) for known in self.executions.values() if known["stateMachineArn"] == MACHINE]

    def rollbacks(self) -> list[dict[str, Any]]:
        """Return what each rollback was asked for, in the order of their starts."""
        return [json.loads(known["input"]) for known in self.executions.values() if known["stateMachineArn"] == ROLLBACK_MACHINE]

    def requests(self) -> int:
        """Return how many launch requests the builds account for."""
        return sum(build["Requests"] for build in self.builds())

    def history(self, kind: str = "build") -> dict[int, str]:
        """Return version and status of all builds in the table, or number and status of all rollbacks."""
        items = table.table().scan()["Items"]
        return {int(item["Version"]): item["Status"] for item in items if item["Kind"] == kind}

    def told(self) -> list[tuple[int, str]]:
        """Return version and status of all news so far."""
        found = []
        while messages := client("sqs").receive_message(QueueUrl=self.news, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                said = json.loads(message["Body"])
                found.append((said["Version"], said["Status"]))
                client("sqs").delete_message(QueueUrl=self.news, ReceiptHandle=message["ReceiptHandle"])
        return found
