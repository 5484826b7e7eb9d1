"""What does not arrive is told by the metrics that docs/security.md names."""

from collections.abc import Iterator
from typing import Any

import pytest
from ministack.services import cloudwatch, eventbridge, sns, sqs
from ministack.services.cloudformation import provisioners

from local.eventbridge import deliveries

QUEUE, TOPIC = "arn:aws:sqs:us-east-1:000000000000:launches", "arn:aws:sns:us-east-1:000000000000:launches"
RULE = {"Name": "pushes", "Arn": "arn:aws:events:us-east-1:000000000000:rule/pushes"}


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The services that may send to the queue."""
    found = set[str]()
    for module, name in ((eventbridge, "_invoke_target"), (cloudwatch, "_dispatch_alarm_actions")):
        monkeypatch.setattr(module, name, lambda *_: None)
    monkeypatch.setattr(sqs, "queue_policy_allows", lambda queue, service, source, account: service in found)
    monkeypatch.setattr(provisioners, "_RESOURCE_HANDLERS", {"AWS::Lambda::EventSourceMapping": {"create": None}})
    deliveries.register()
    yield found


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The metrics that have been told."""
    found: list[tuple[Any, ...]] = []
    monkeypatch.setattr(cloudwatch, "record_metric", lambda namespace, name, value, unit, about: found.append((namespace, name, about)))
    return found


def test_an_event_that_its_target_does_not_let_in_counts_as_failed(allowed: set[str], told: list[tuple[Any, ...]]) -> None:
    eventbridge._invoke_target({"Arn": QUEUE}, {}, RULE)
    allowed.add("events.amazonaws.com")
    eventbridge._invoke_target({"Arn": QUEUE}, {}, RULE)
    about = {"RuleName": "pushes"}
    assert told == [("AWS/Events", "Invocations", about), ("AWS/Events", "FailedInvocations", about), ("AWS/Events", "Invocations", about)]


def test_news_that_a_queue_does_not_let_in_count_as_failed(allowed: set[str], told: list[tuple[Any, ...]]) -> None:
    assert not sns._sqs.queue_policy_allows(QUEUE, "sns.amazonaws.com", TOPIC, "000000000000")
    allowed.add("sns.amazonaws.com")
    assert sns._sqs.queue_policy_allows(QUEUE, "sns.amazonaws.com", TOPIC, "000000000000")
    about = {"TopicName": "launches"}
    assert told == [("AWS/SNS", "NumberOfNotificationsFailed", about), ("AWS/SNS", "NumberOfNotificationsDelivered", about)]
