"""Target tracking adds what the load asks for and takes away as carefully as AWS does, within the limits of the target."""

from typing import Any

import pytest

from local.autoscaling import tracking

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
