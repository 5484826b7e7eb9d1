"""Target tracking adds what the load asks for and takes away as carefully as AWS does, within the limits of the target."""

from typing import Any

import pytest

from local.autoscaling import following, tracking
from local.gateway.protocol import ServiceError

POLICY = {"TargetTrackingScalingPolicyConfiguration": {"TargetValue": 10}}
TARGET = {"MinCapacity": 1, "MaxCapacity": 4}


@pytest.mark.parametrize(
    ("ringing", "count", "load", "wanted"),
    [
        ("AlarmHigh", 1, 25, 3),
        ("AlarmHigh", 2, 100, 4),
        ("AlarmHigh", 4, 100, None),
        ("AlarmLow", 4, 4, 2),
        ("AlarmLow", 4, 0, 1),
        ("AlarmLow", 1, 0, None),
        ("", 2, 25, None),
        ("", 6, 0, 4),
    ],
)
def test_the_count_follows_the_load(monkeypatch: pytest.MonkeyPatch, ringing: str, count: int, load: float, wanted: int | None) -> None:
    def state(_: Any, kind: str) -> str:
        return "ALARM" if kind == ringing else "OK"

    monkeypatch.setattr(tracking, "state", state)
    assert tracking.wanted(POLICY, TARGET, count, load) == wanted


OWN = {"Namespace": "Own", "MetricName": "Heat", "Dimensions": [{"Name": "Room", "Value": "1"}], "Statistic": "Average"}
PREDEFINED = {"PredefinedMetricSpecification": {"PredefinedMetricType": "SageMakerVariantInvocationsPerInstance"}}


def put(name: str, metric: dict[str, Any]) -> dict[str, Any]:
    config = {"TargetValue": 10, **metric}
    request = {"PolicyName": name, "PolicyType": "TargetTrackingScaling", "TargetTrackingScalingPolicyConfiguration": config}
    return tracking.policy("endpoint/churn/variant/a", {"ResourceId": "endpoint/churn/variant/a", **request})


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINISTACK_REGION", "us-east-1")
    monkeypatch.setattr(tracking, "policies", {})
    monkeypatch.setattr(tracking.cloudwatch, "_alarms", {})


def test_a_policy_may_track_a_metric_of_ones_own_which_its_alarms_name(kept: None) -> None:
    names = [alarm["AlarmName"] for alarm in put("by-hand", {"CustomizedMetricSpecification": OWN})["Alarms"]]
    assert [{key: tracking.cloudwatch._alarms[name][key] for key in OWN} for name in names] == [OWN, OWN]


def test_two_policies_of_a_target_track_two_metrics(kept: None) -> None:
    put("sagebuild", PREDEFINED)
    put("sagebuild", PREDEFINED)
    put("by-hand", {"CustomizedMetricSpecification": OWN})
    with pytest.raises(ServiceError, match="Only one TargetTrackingScaling policy for a given metric specification is allowed"):
        put("another", PREDEFINED)


def test_instances_go_only_if_every_policy_of_the_target_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following.targets, "policies", {("t", "cold"): {"ResourceId": "cold"}, ("t", "warm"): {"ResourceId": "warm"}})
    states = {"cold": "ALARM", "warm": "OK"}
    monkeypatch.setattr(tracking, "state", lambda policy, kind: states[policy["ResourceId"]])
    assert not following.all_agree("t")
    states["warm"] = "ALARM"
    assert following.all_agree("t")
