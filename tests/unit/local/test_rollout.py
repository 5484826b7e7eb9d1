"""The traffic moves as the update asks for, and alarms turn it back."""

from typing import Any

import pytest

from local.gateway.protocol import ServiceError
from local.sagemaker.rollout import AlarmRaised, Step, bake, check_variants, steps


def blue_green(kind: str, **sizes: Any) -> dict[str, Any]:
    return {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": kind, "WaitIntervalInSeconds": 60, **sizes}}}


def percent(value: int) -> dict[str, Any]:
    return {"Type": "CAPACITY_PERCENT", "Value": value}


@pytest.mark.parametrize(
    ("deployment", "instances", "wanted"),
    [
        ({}, 4, [Step(1.0, 0)]),
        (blue_green("ALL_AT_ONCE"), 4, [Step(1.0, 60)]),
        (blue_green("CANARY", CanarySize=percent(10)), 4, [Step(0.1, 60), Step(1.0, 60)]),
        (blue_green("CANARY", CanarySize={"Type": "INSTANCE_COUNT", "Value": 1}), 4, [Step(0.25, 60), Step(1.0, 60)]),
        (blue_green("CANARY", CanarySize=percent(10)), 1, [Step(1.0, 60)]),
        (blue_green("LINEAR", LinearStepSize=percent(40)), 5, [Step(0.4, 60), Step(0.8, 60), Step(1.0, 60)]),
        ({"RollingUpdatePolicy": {"MaximumBatchSize": percent(50), "WaitIntervalInSeconds": 30}}, 4, [Step(0.5, 30), Step(1.0, 30)]),
    ],
)
def test_an_update_has_steps(deployment: dict[str, Any], instances: int, wanted: list[Step]) -> None:
    assert steps(deployment, instances) == wanted


@pytest.mark.parametrize(
    ("deployment", "words"),
    [
        (blue_green("CANARY"), "CanarySize is required"),
        (blue_green("CANARY", CanarySize=percent(60)), "CanarySize must be between"),
        (blue_green("LINEAR", LinearStepSize=percent(5)), "LinearStepSize must be between"),
    ],
)
def test_what_sagemaker_refuses_is_refused(deployment: dict[str, Any], words: str) -> None:
    with pytest.raises(ServiceError, match=words):
        steps(deployment, 4)


def test_guardrails_need_variants_of_the_same_names() -> None:
    check_variants({}, ["a"], ["b"])
    check_variants(blue_green("ALL_AT_ONCE"), ["a", "b"], ["b", "a"])
    with pytest.raises(ServiceError, match="guardrails need the same"):
        check_variants(blue_green("ALL_AT_ONCE"), ["a"], ["b"])


def test_an_alarm_turns_an_update_back_also_where_nothing_is_waited_for() -> None:
    deployment = {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "errors"}, {"AlarmName": "latency"}]}}
    bake(deployment, 0, {"errors": "OK", "latency": "INSUFFICIENT_DATA"}.__getitem__)
    with pytest.raises(AlarmRaised, match="in state ALARM: latency"):
        bake(deployment, 0, {"errors": "OK", "latency": "ALARM"}.__getitem__)


def test_bake_times_pass_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setenv("LOCAL_AWS_HOSTING_SCALE", "0.5")
    monkeypatch.setattr("time.sleep", waited.append)
    times = iter([0.0, 4.9, 5.0])
    monkeypatch.setattr("time.monotonic", lambda: next(times))
    bake({}, 10, str)
    assert len(waited) == 1
