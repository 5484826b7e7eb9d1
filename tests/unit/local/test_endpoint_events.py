"""Endpoints' events come as often, as late and in the order that is set."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from local.sagemaker import endpoint_events
from tests.local.waiting import until

RECORD = {"EndpointName": "churn", "EndpointArn": "arn:endpoint", "EndpointConfigName": "v2"}


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    found: list[Any] = []
    monkeypatch.setattr(endpoint_events.roles, "emit_event", lambda *event: found.append(event))
    before = dict(endpoint_events.settings)
    yield found
    endpoint_events.settings.update(before)


def tell(*statuses: str) -> None:
    for status in statuses:
        endpoint_events.tell({**RECORD, "EndpointStatus": status})


def test_an_event_has_sagemakers_form(sent: list[Any]) -> None:
    tell("InService")
    detail = {**RECORD, "EndpointStatus": "IN_SERVICE"}
    assert sent == [("aws.sagemaker", "SageMaker Endpoint State Change", ["arn:endpoint"], detail)]


@pytest.mark.parametrize(
    ("status", "spelled"),
    [("Creating", "CREATING"), ("RollingBack", "ROLLING_BACK"), ("OutOfService", "OUT_OF_SERVICE"), ("SystemUpdating", "SYSTEM_UPDATING")],
)
def test_a_status_is_spelled_as_events_spell_it(status: str, spelled: str) -> None:
    assert endpoint_events.spelled(status) == spelled


@pytest.mark.parametrize("copies", [0, 1, 2])
def test_every_event_comes_as_often_as_is_set(sent: list[Any], copies: int) -> None:
    endpoint_events.change(f'{{"Copies": {copies}}}')
    tell("Updating", "InService")
    assert len(sent) == 2 * copies


def test_a_late_event_is_overtaken_by_the_next(sent: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint_events, "told", iter(range(9)))
    endpoint_events.change('{"DelaySeconds": [0.05, 0]}')
    tell("Updating", "InService")
    until(lambda: len(sent) == 2, 5)
    assert [event[3]["EndpointStatus"] for event in sent] == ["IN_SERVICE", "UPDATING"]


def test_a_new_fleet_takes_its_time(sent: list[Any]) -> None:
    endpoint_events.change('{"StartSeconds": 0.05}')
    began = time.monotonic()
    endpoint_events.start()
    assert time.monotonic() - began >= 0.05


def test_what_cannot_be_set_is_refused(sent: list[Any]) -> None:
    with pytest.raises(KeyError):
        endpoint_events.change('{"Copys": 0}')
