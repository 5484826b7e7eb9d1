"""People are told of an endpoint that nobody asks anything, once for each time that it falls idle."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from builds import executions, table
from costs import prices
from endpoints import endpoint
from news import status
from settle import idleness
from tests.unit.launching.world import World

SCALED_IN = {"VariantName": "AllTraffic", "CurrentInstanceCount": 0, "DesiredInstanceCount": 0}


def changed(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """Change how the endpoint and its configuration are described."""
    found, config = endpoint.describe("churn"), endpoint.config("c")
    monkeypatch.setattr(endpoint, "describe", lambda _: {**(found or {}), **changes})
    monkeypatch.setattr(endpoint, "config", lambda _: {**config, **changes})


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """What is told, of an endpoint that is 15 days old and was told of requests by CloudWatch."""
    said: list[dict[str, Any]] = []
    with World():
        sagemaker, role = boto3.client("sagemaker"), "arn:aws:iam::123456789012:role/hosting"
        sagemaker.create_model(ModelName="m", ExecutionRoleArn=role, PrimaryContainer={"Image": "x"})
        variant = {"VariantName": "AllTraffic", "ModelName": "m", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        sagemaker.create_endpoint_config(EndpointConfigName="c", ProductionVariants=[variant])
        sagemaker.create_endpoint(EndpointName="churn", EndpointConfigName="c")
        old = {**sagemaker.describe_endpoint(EndpointName="churn"), "CreationTime": datetime.now(UTC) - timedelta(days=15)}
        monkeypatch.setattr(endpoint, "describe", lambda _: old)
        monkeypatch.setenv("STACK_NAME", "churn")
        monkeypatch.setattr(prices, "price", {"Host:ml.m5.large": 0.115}.get)
        monkeypatch.setattr(status, "publish", said.append)
        yield said


def ask(days_ago: float, metric: str = "Invocations") -> None:
    dimensions = [{"Name": "EndpointName", "Value": "churn"}, {"Name": "VariantName", "Value": "AllTraffic"}]
    at = datetime.now(UTC) - timedelta(days=days_ago)
    data = [{"MetricName": metric, "Dimensions": dimensions, "Timestamp": at, "Value": 1.0}]
    boto3.client("cloudwatch").put_metric_data(Namespace="AWS/SageMaker", MetricData=data)


def a_day_passes() -> None:
    before = datetime.fromisoformat(executions.item_of("idle")["LookedAt"]) - timedelta(days=1)
    table.write_if(executions.key("idle"), {"LookedAt": before.isoformat()})


def test_an_endpoint_without_requests_is_told_once(told: list[dict[str, Any]]) -> None:
    for _ in range(3):
        idleness.look()
        a_day_passes()
    (said,) = told
    assert status.title(said) == "churn: the endpoint waits for requests"
    assert (said["Status"], said["Endpoint"], said["ExecutionArn"]) == ("WAITING", "churn", None)
    assert said["Notice"] == (
        "the endpoint churn has had no request for 14 days; the endpoint costs $83.95 a month on 1 × ml.m5.large. "
        "Delete it if nobody needs it; a build makes it anew"
    )
    json.dumps(said)


def test_it_is_told_again_after_a_request(told: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    idleness.look()
    monkeypatch.setattr(idleness, "requests", lambda *_: 1.0)
    a_day_passes()
    idleness.look()
    monkeypatch.setattr(idleness, "requests", lambda *_: 0.0)
    a_day_passes()
    idleness.look()
    assert len(told) == 2


@pytest.mark.parametrize(("days_ago", "times"), [(1, 0), (13, 0), (20, 1)])
def test_a_request_of_these_days_counts(told: list[dict[str, Any]], days_ago: float, times: int) -> None:
    ask(days_ago)
    idleness.look()
    assert len(told) == times


def test_it_looks_once_a_day(told: list[dict[str, Any]]) -> None:
    idleness.look()
    told.clear()
    table.write_if(executions.key("idle"), {"RequestAt": "2026-01-01T00:00:00+00:00"})  # another idleness
    idleness.look()
    assert told == []


def made_anew(monkeypatch: pytest.MonkeyPatch, looked_days_ago: float) -> None:
    """Let the endpoint be made an hour ago, by somebody who had last looked at another one some days ago."""
    table.write_if(executions.key("idle"), {"LookedAt": (datetime.now(UTC) - timedelta(days=looked_days_ago)).isoformat()})
    old = endpoint.describe("churn") or {}
    monkeypatch.setattr(endpoint, "describe", lambda _: {**old, "CreationTime": datetime.now(UTC) - timedelta(hours=1)})


@pytest.mark.parametrize(("looked_days_ago", "times"), [(1, 1), (3, 1), (5, 0)])
def test_an_endpoint_that_is_made_anew_every_morning_is_the_same_and_one_that_was_away_for_long_is_not(
    told: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, looked_days_ago: float, times: int
) -> None:
    monkeypatch.setattr(idleness, "requests", lambda *_: 1.0)
    idleness.look()
    made_anew(monkeypatch, looked_days_ago)
    monkeypatch.setattr(idleness, "requests", lambda *_: 0.0)
    idleness.look()
    assert len(told) == times


def test_an_endpoint_that_is_not_there_at_the_moment_is_looked_at_when_it_is(
    told: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = endpoint.describe("churn")
    monkeypatch.setattr(endpoint, "describe", lambda _: None)
    idleness.look()
    monkeypatch.setattr(endpoint, "describe", lambda _: old)
    idleness.look()
    assert len(told) == 1


@pytest.mark.parametrize("days", ["0", "16"])
def test_a_stack_that_does_not_want_it_or_whose_endpoint_is_too_young_hears_nothing(
    told: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, days: str
) -> None:
    monkeypatch.setenv("IDLE_DAYS", days)
    idleness.look()
    assert told == []


@pytest.mark.parametrize(("metric", "times"), [("ModelLatency", 0), ("Invocations", 1)])
def test_the_requests_of_an_asynchronous_endpoint_are_counted_by_what_is_published_of_it(
    told: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, metric: str, times: int
) -> None:
    changed(monkeypatch, AsyncInferenceConfig={"OutputConfig": {"S3OutputPath": "s3://out/"}})
    ask(1, metric)
    idleness.look()
    assert len(told) == times


def test_an_endpoint_that_has_scaled_to_no_instance_is_not_told_for_it_costs_nothing(
    told: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    old = endpoint.describe("churn") or {}
    monkeypatch.setattr(endpoint, "describe", lambda _: {**old, "ProductionVariants": [SCALED_IN]})
    idleness.look()
    assert told == []


def test_an_endpoint_of_inference_components_is_not_told_for_its_requests_are_counted_by_component(
    told: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    variant = {"VariantName": "AllTraffic", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    changed(monkeypatch, ProductionVariants=[variant])
    idleness.look()
    assert told == []
