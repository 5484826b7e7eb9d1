"""Which alarms a deployment has, and how they are kept."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from calls.alarms import alarm_requests
from endpoints import alarms

BUILD = {"Stack": "churn", "Names": {"Endpoint": "churn", "EndpointConfig": "churn-v2-0a"}}
KINDS = ["MetricAlarm", "CompositeAlarm"]


def config(*names: str, **members: Any) -> dict[str, Any]:
    return {"ProductionVariants": [{"VariantName": name, "ModelName": "churn-v2-0a", **members} for name in names]}


def names(found: list[dict[str, Any]]) -> list[str]:
    return [request["AlarmName"] for request in found]


def test_an_alarm_judges_the_rate_of_the_new_fleet_alone() -> None:
    assert alarm_requests(BUILD, config("AllTraffic"))[0] == {
        "AlarmName": "churn/AllTraffic/5xx-errors",
        "AlarmDescription": "Variant AllTraffic in churn-v2-0a: more than 5 % of the requests are answered 5xx. Rolls an update back",
        "Namespace": "AWS/SageMaker",
        "MetricName": "Invocation5XXErrors",
        "Statistic": "Average",
        "Dimensions": [
            {"Name": "EndpointName", "Value": "churn"},
            {"Name": "VariantName", "Value": "AllTraffic"},
            {"Name": "EndpointConfigName", "Value": "churn-v2-0a"},
        ],
        "Period": 60,
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": 2,
        "Threshold": 0.05,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "notBreaching",
        "Tags": [{"Key": "sagebuild:stack", "Value": "churn"}],
    }


def test_latency_is_measured_in_microseconds() -> None:
    latency = alarm_requests(BUILD, config("AllTraffic"))[2]
    assert (latency["MetricName"], latency["Threshold"]) == ("ModelLatency", 10_000_000)


def test_every_variant_has_three_alarms() -> None:
    assert names(alarm_requests(BUILD, config("a", "b"))) == [
        "churn/a/5xx-errors",
        "churn/b/5xx-errors",
        "churn/a/model-errors",
        "churn/b/model-errors",
        "churn/a/latency",
        "churn/b/latency",
    ]


def test_of_many_variants_the_first_ten_alarms_are_those_of_errors() -> None:
    found = names(alarm_requests(BUILD, config("a", "b", "c", "d")))
    assert len(found) == 10
    assert found[8:] == ["churn/a/latency", "churn/b/latency"]


def test_an_asynchronous_endpoint_may_take_its_time() -> None:
    asynchronous = {**config("AllTraffic"), "AsyncInferenceConfig": {"OutputConfig": {}}}
    assert names(alarm_requests(BUILD, asynchronous)) == ["churn/AllTraffic/5xx-errors"]


def test_what_guardrails_do_not_guard_has_no_alarms() -> None:
    assert alarm_requests(BUILD, config("AllTraffic", ServerlessConfig={"MemorySizeInMB": 2048, "MaxConcurrency": 5})) == []
    assert alarm_requests(BUILD, {"ProductionVariants": [{"VariantName": "AllTraffic", "InstanceType": "ml.g5.xlarge"}]}) == []


@pytest.fixture
def cloudwatch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    client = boto3.client("cloudwatch", region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
    monkeypatch.setattr(alarms, "cloudwatch", lambda: client)
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def described(**states: str) -> dict[str, Any]:
    return {"MetricAlarms": [{"AlarmName": name.replace("_", "/"), "StateValue": state} for name, state in states.items()]}


def test_alarms_of_variants_that_are_gone_and_those_that_ring_already_are_removed_before_the_new_ones_are_made(cloudwatch: Stubber) -> None:
    request = alarm_requests(BUILD, config("new"))[0]
    found = described(churn_new_latency="OK", **{"churn_new_5xx-errors": "ALARM"})
    cloudwatch.add_response("describe_alarms", found, {"AlarmNamePrefix": "churn/", "AlarmTypes": ["MetricAlarm"]})
    cloudwatch.add_response("delete_alarms", {}, {"AlarmNames": ["churn/new/latency", "churn/new/5xx-errors"]})
    cloudwatch.add_response("put_metric_alarm", {}, request)
    alarms.keep("churn", [request])


def history(state: str) -> dict[str, Any]:
    return {
        "AlarmHistoryItems": [
            {"HistoryData": json.dumps({"newState": {"stateValue": state}}), "Timestamp": datetime(2026, 11, 26, tzinfo=UTC)}
        ]
    }


def test_an_alarm_that_is_calm_again_has_gone_off_all_the_same(cloudwatch: Stubber) -> None:
    asked = {
        "AlarmTypes": KINDS,
        "HistoryItemType": "StateUpdate",
        "StartDate": "2026-11-26T00:00:00+00:00",
        "ScanBy": "TimestampDescending",
    }
    cloudwatch.add_response("describe_alarms", described(a="OK", b="ALARM", c="OK"), {"AlarmNames": ["a", "b", "c"], "AlarmTypes": KINDS})
    cloudwatch.add_response("describe_alarm_history", history("ALARM"), {"AlarmName": "a", **asked})
    cloudwatch.add_response("describe_alarm_history", history("OK"), {"AlarmName": "c", **asked})
    assert alarms.raised(["a", "b", "c"], "2026-11-26T00:00:00+00:00") == ["a", "b"]


def test_without_alarms_nothing_is_asked(cloudwatch: Stubber) -> None:
    assert alarms.raised([], "2026-11-26T00:00:00+00:00") == []
