"""What is recorded and told when the endpoint's hours have begun or ended."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from builds import records
from costs.uses import Use
from news import status
from settle import endpoint_hours, expense
from tests.events import event
from tests.unit.launching.world import World


@pytest.fixture(autouse=True)
def world() -> Iterator[World]:
    with World() as made:
        records.write_running(1, {"Changed": 7}, 0, records.HOURS)
        yield made


def detail(name: str, serve: bool) -> dict[str, Any]:
    arn = "arn:aws:states:us-east-1:123456789012:execution:rollback:hours-1"
    asked = json.dumps({"Serve": serve, "Reason": "its hours"})
    return {**event(f"states_{name}")["detail"], "executionArn": arn, "input": asked, "output": "{}"}


def test_an_end_is_recorded() -> None:
    assert endpoint_hours.outcome(detail("succeeded", True), "churn") == {
        "Stack": "churn",
        "Status": "SUCCEEDED",
        "Reason": "its hours",
        "Serve": True,
        "ExecutionArn": "arn:aws:states:us-east-1:123456789012:execution:rollback:hours-1",
        "StartedAt": "2019-02-26T23:54:31.984000+00:00",
        "EndedAt": "2019-02-26T23:55:43+00:00",
    }


@pytest.mark.parametrize(
    ("name", "serve", "told", "title"),
    [
        ("succeeded", True, "WAITING", "churn: the endpoint is there again"),
        ("succeeded", False, "WAITING", "churn: the endpoint is taken down"),
        ("failed", True, "FAILED", "churn: the endpoint could not be brought back"),
        ("failed", False, "FAILED", "churn: the endpoint could not be taken down"),
        ("aborted", True, "STOPPED", "churn: the endpoint was not brought back"),
        ("aborted", False, "STOPPED", "churn: the endpoint was not taken down"),
        ("timed_out", True, "TIMED_OUT", "churn: the endpoint took too long to come back"),
        ("timed_out", False, "TIMED_OUT", "churn: the endpoint took too long to go"),
    ],
)
def test_every_end_is_told_and_none_as_the_success_of_a_build(name: str, serve: bool, told: str, title: str) -> None:
    said = endpoint_hours.news(detail(name, serve), "churn", 1)
    assert said
    assert (said["Status"], said["Version"], said["Hours"], said["Rollback"]) == (told, 7, {"Serve": serve}, None)
    assert status.title(said) == title
    assert "Reason: its hours" in status.words(said).splitlines()


def test_a_beginning_is_no_news_and_neither_is_an_end_that_found_nothing_to_do() -> None:
    assert endpoint_hours.news(detail("running", True), "churn", 1) is None
    assert endpoint_hours.news(detail("succeeded", True), "churn", 2) is None
    assert endpoint_hours.news(detail("failed", True), "churn", 2)


def test_what_an_endpoint_costs_in_a_builds_record_is_what_its_hours_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENDPOINT_HOURS", "07:00-19:00 MON-FRI Europe/Berlin")
    monkeypatch.setattr(expense.looking, "paid_for", lambda *_: ([], []))
    monkeypatch.setattr(expense.looking, "serving", lambda _: ([Use("Endpoint", "Host:ml.m5.large", 1, 0)], 0))
    monkeypatch.setattr(expense.prices, "price", lambda _: 0.115)
    expense.reckon({**event("states_succeeded")["detail"], "input": "{}"})
    found = expense.of(records.read(1))
    assert found
    assert found["Endpoint"]["DollarsAMonth"] == 29.98
