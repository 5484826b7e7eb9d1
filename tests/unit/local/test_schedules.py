"""When a schedule of the local AWS is due, and what it sends."""

from datetime import UTC, datetime
from typing import Any

import pytest

from local.scheduler import firing, moments, schedules

EVENING = "cron(00 19 ? * MON-FRI *)"
FRIDAY_NIGHT = datetime(2026, 11, 27, 23, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("expression", "zone", "since", "found"),
    [
        (EVENING, "Europe/Berlin", "2026-11-27T12:00:00", "2026-11-27T18:00:00"),
        (EVENING, "Europe/Berlin", "2026-07-03T12:00:00", "2026-07-03T17:00:00"),
        (EVENING, "UTC", "2026-11-27T19:00:00", "2026-11-30T19:00:00"),
        ("cron(30 07 ? * SAT,SUN *)", "America/New_York", "2026-11-27T12:00:00", "2026-11-28T12:30:00"),
        ("at(2026-11-27T07:00:00)", "Asia/Tokyo", "2026-11-26T12:00:00", "2026-11-26T22:00:00"),
        ("at(2026-11-27T07:00:00)", "UTC", "2026-11-27T07:00:00", None),
        ("rate(5 minutes)", "UTC", "2026-11-27T07:00:00", "2026-11-27T07:05:00"),
    ],
)
def test_a_schedule_is_due_by_the_clock_of_its_time_zone(expression: str, zone: str, since: str, found: str | None) -> None:
    assert moments.following(expression, zone, at(since)) == (at(found) if found else None)


def test_what_is_due_is_due_once() -> None:
    morning = at("2026-11-27T17:00:00")
    assert moments.due(EVENING, "UTC", morning, at("2026-11-27T18:59:59")) is None
    assert moments.due(EVENING, "UTC", morning, at("2026-11-27T19:00:00")) == at("2026-11-27T19:00:00")
    assert moments.due(EVENING, "UTC", at("2026-11-27T19:00:00"), FRIDAY_NIGHT) is None


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"ScheduleExpressionTimezone": "Europe/Berlni"}, "Provided ScheduleExpressionTimezone is not valid"),
        ({"ScheduleExpression": "cron(0 7 * * MON-FRI *)"}, r"Invalid Schedule Expression cron\(0 7 \* \* MON-FRI \*\)"),
        ({"ScheduleExpression": "cron(0 7 ? * SAT-SUN *)"}, r"Invalid Schedule Expression cron\(0 7 \? \* SAT-SUN \*\)"),
        ({}, "The execution role you provide must allow AWS EventBridge Scheduler to assume the role"),
    ],
)
def test_a_schedule_that_aws_refuses_is_refused(given: dict[str, Any], why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules.roles, "is_assumable", lambda *_: False)
    with pytest.raises(ValueError, match=why):
        schedules.check({"ScheduleExpression": EVENING, "Target": {"RoleArn": "arn:aws:iam::000000000000:role/r"}, **given})


def test_what_it_sends_tells_when_it_was_due() -> None:
    schedule = {"Arn": "arn:s", "Target": {"Input": '{"At": "<aws.scheduler.scheduled-time>", "By": "<aws.scheduler.schedule-arn>"}'}}
    assert firing.filled(schedule, at("2026-11-27T18:00:00")) == '{"At": "2026-11-27T18:00:00Z", "By": "arn:s"}'


def test_only_a_schedule_that_is_enabled_is_fired_and_once_for_each_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    made = {"ScheduleExpression": "rate(1 minute)", "ScheduleExpressionTimezone": "UTC", "LastModificationDate": 0}
    known = {name: {**made, "Arn": name, "State": name} for name in ("ENABLED", "DISABLED")}
    monkeypatch.setattr(firing.scheduler._schedules, "_data", known)
    monkeypatch.setattr(firing, "fired", {})
    fired: list[tuple[str, datetime]] = []
    monkeypatch.setattr(firing, "fire", lambda schedule, moment: fired.append((schedule["Arn"], moment)))
    firing.tick()
    firing.tick()
    assert fired == [("ENABLED", at("1970-01-01T00:01:00")), ("ENABLED", at("1970-01-01T00:02:00"))]
