"""What settle publishes in CloudWatch of a training: bounded, and once for each build."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from settle import app
from settle.metrics import data
from tests.unit.launching.world import World


@pytest.fixture
def world() -> Iterator[World]:
    with World() as made:
        yield made


def published() -> dict[str, tuple[list[dict[str, str]], float]]:
    """Return dimensions and the number of values of every metric that is there."""
    cloudwatch, now = boto3.client("cloudwatch"), datetime.now(UTC)
    found = {}
    for metric in cloudwatch.list_metrics(Namespace="SageBuild")["Metrics"]:
        points = cloudwatch.get_metric_statistics(
            **metric, StartTime=now - timedelta(hours=1), EndTime=now + timedelta(hours=1), Period=7200, Statistics=["SampleCount"]
        )["Datapoints"]
        found[metric["MetricName"]] = (metric["Dimensions"], sum(point["SampleCount"] for point in points))
    return found


def succeed(world: World, metrics: Any) -> None:
    world.message({})
    world.deliver_launches()
    (name,) = world.running()
    world.deliver_events()
    world.executions[name]["status"] = "SUCCEEDED"
    world.tell(name)
    detail = json.loads(world.events[-1]["body"])
    detail["detail"]["output"] = json.dumps({"Training": {"Metrics": metrics}})
    world.events[-1]["body"] = json.dumps(detail)


def test_a_metric_has_its_own_name_and_the_stack_as_its_only_dimension() -> None:
    assert data("churn", {"validation:accuracy": 0.97}) == [
        {"MetricName": "validation:accuracy", "Dimensions": [{"Name": "Stack", "Value": "churn"}], "Value": 0.97}
    ]


def test_a_build_publishes_at_most_ten_metrics_and_always_the_same() -> None:
    many = {f"m{number:02}": float(number) for number in range(39, -1, -1)}
    assert [item["MetricName"] for item in data("churn", many)] == [
        "m00", "m01", "m02", "m03", "m04", "m05", "m06", "m07", "m08", "m09",
    ]  # fmt: skip


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "NaN", None, True, 1e300, -1e300, 1e-300])
def test_a_value_that_cloudwatch_refuses_does_not_take_the_others_with_it(value: Any) -> None:
    assert [item["MetricName"] for item in data("churn", {"loss": value, "accuracy": 1})] == ["accuracy"]


@pytest.mark.parametrize("name", ["Genauigkeit \u00fc", "a\tb", "", " ", "x" * 256])
def test_a_name_that_cloudwatch_refuses_does_not_take_the_others_with_it(name: str) -> None:
    assert [item["MetricName"] for item in data("churn", {name: 0.5, "loss": 0})] == ["loss"]


def test_a_success_that_is_told_twice_is_measured_once(world: World) -> None:
    succeed(world, {"accuracy": 0.97, "loss": 0.1})
    world.events.append(dict(world.events[-1]))
    world.deliver_events()
    world.run_to_the_end()
    dimensions = [{"Name": "Stack", "Value": "churn"}]
    assert published() == {"accuracy": (dimensions, 1.0), "loss": (dimensions, 1.0)}


def test_metrics_that_cannot_be_published_hold_up_neither_news_nor_the_next_build(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    succeed(world, {"accuracy": 0.97})
    world.message({"Reason": "the next"})
    world.deliver_launches()

    def refuse() -> Any:
        raise RuntimeError("no")

    monkeypatch.setattr(app, "cloudwatch", refuse)
    world.deliver_events()
    assert len(world.running()) == 1
    assert (1, "SUCCEEDED") in world.told()
    monkeypatch.undo()
    world.now += timedelta(seconds=30)
    world.run_to_the_end()
    assert published()["accuracy"][1] == 1.0


def test_a_build_without_metrics_publishes_none(world: World) -> None:
    succeed(world, {})
    world.run_to_the_end()
    assert published() == {}
