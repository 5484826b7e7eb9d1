"""Each delivery of a webhook launches one build, whatever is sent again, and whatever fails in between."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from builds import deliveries, table
from github_webhook import app
from tests.unit.launching.world import World
from tests.unit.test_github_webhook import SECRET, push, sent

NOW = datetime(2026, 11, 27, tzinfo=UTC)


class Topic:
    """LaunchTopic, which may fail."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.fails = False

    def publish(self, TopicArn: str, Message: str) -> None:  # noqa: N803 -- as SNS calls them
        if self.fails:
            raise ClientError({"Error": {"Code": "InternalError", "Message": "later"}}, "Publish")
        self.messages.append(json.loads(Message))


@pytest.fixture
def topic(monkeypatch: pytest.MonkeyPatch) -> Iterator[Topic]:
    """The webhook of a stack, in a world of its own."""
    made = Topic()
    monkeypatch.setenv("GITHUB_REPOSITORY", "https://github.com/octo/churn")
    monkeypatch.setenv("BRANCH", "main")
    monkeypatch.setenv("LAUNCH_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:launch")
    monkeypatch.setenv("SECRET_ARN", "arn:aws:secretsmanager:us-east-1:123456789012:secret:webhook")
    monkeypatch.setattr(app, "secret", lambda arn: SECRET.decode())
    monkeypatch.setattr(app, "client", lambda service: made)
    monkeypatch.setattr(deliveries, "now", lambda: NOW)
    with World():
        yield made


def delivered(body: str, guid: str = "72d3162e-cc78-11e3-81ab-4c9367dc0958") -> tuple[int, str]:
    request = sent(body)
    request["headers"]["x-github-delivery"] = guid
    answer = app.handler(request, None)
    return answer["statusCode"], answer["body"].strip()


def test_the_same_delivery_launches_once_whatever_its_unsigned_id_says(topic: Topic) -> None:
    assert delivered(push()) == (202, "a build of 59b20b8d is launched")
    again = "nothing is built: this delivery has launched a build already; publish {} to LaunchTopic for another one"
    assert delivered(push()) == (200, again)
    assert delivered(push(), guid="another") == (200, again)
    assert len(topic.messages) == 1


def test_another_push_launches_another_build(topic: Topic) -> None:
    delivered(push())
    assert delivered(push(before="0" * 40))[0] == 202
    assert len(topic.messages) == 2


def test_a_delivery_that_failed_launches_when_somebody_redelivers_it(topic: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    topic.fails = True
    with pytest.raises(ClientError):
        delivered(push())
    topic.fails = False
    assert delivered(push()) == (409, "this delivery launches a build at this moment")
    monkeypatch.setattr(deliveries, "now", lambda: NOW + timedelta(seconds=16))
    assert delivered(push())[0] == 202
    assert len(topic.messages) == 1


def test_what_is_noted_of_a_delivery_goes_after_a_week(topic: Topic) -> None:
    delivered(push())
    (item,) = boto3.client("dynamodb").scan(TableName=table.table().name)["Items"]
    assert item["Kind"]["S"].startswith("delivery ")
    assert item["ExpiresAt"] == {"N": str(int(datetime(2026, 12, 4, tzinfo=UTC).timestamp()))}


def test_garbage_is_refused_before_it_is_read_and_logged_in_few_words(topic: Topic, capsys: pytest.CaptureFixture[str]) -> None:
    request = sent("{" * 1_000_000, signature="sha256=" + "0" * 64, name="x" * 8000)
    request["headers"]["x-github-delivery"] = "y" * 8000
    assert app.handler(request, None)["statusCode"] == 401
    assert len(capsys.readouterr().out) < 400
    assert boto3.client("dynamodb").scan(TableName=table.table().name)["Items"] == []
