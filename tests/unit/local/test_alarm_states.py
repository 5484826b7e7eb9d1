"""Alarms on SageMaker's metrics are evaluated period by period, and what is missing counts as the alarm says."""

from typing import Any

import pytest

from local.cloudwatch.alarms import state_of, values

ALARM = {"Statistic": "Average", "Period": 60, "EvaluationPeriods": 3, "DatapointsToAlarm": 2, "Threshold": 0.05}
ABOVE = {**ALARM, "ComparisonOperator": "GreaterThanThreshold"}


@pytest.mark.parametrize(
    ("found", "missing", "state"),
    [
        ([1.0, 1.0, 0.0], "notBreaching", "ALARM"),
        ([1.0, 0.0, 0.0], "notBreaching", "OK"),
        ([1.0, None, None], "notBreaching", "OK"),
        ([1.0, None, None], "breaching", "ALARM"),
        ([None, None, None], "notBreaching", "OK"),
        ([None, None, None], "missing", "INSUFFICIENT_DATA"),
        ([None, None, None], "ignore", None),
        ([0.05, 0.05, 0.05], "notBreaching", "OK"),
    ],
)
def test_two_bad_periods_of_three_set_an_alarm_off(found: list[float | None], missing: str, state: str | None) -> None:
    assert state_of({**ABOVE, "TreatMissingData": missing}, found) == state


def point(at: float, value: float) -> dict[str, Any]:
    return {"Timestamp": at, "Value": value}


def test_a_period_of_sixty_seconds_lasts_as_long_as_hosting_lets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_AWS_HOSTING_SCALE", "0.1")
    seen = [point(99, 1.0), point(95, 0.0), point(93, 1.0), point(80, 5.0)]
    assert values(ABOVE, seen, 100.0) == [0.5, 1.0, None]
