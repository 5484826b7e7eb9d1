"""When a schedule is due.

https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
"""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ministack.services import eventbridge

AT = re.compile(r"at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)")


def due(expression: str, zone: str, since: datetime, now: datetime) -> datetime | None:
    """Return the first moment, in UTC, after one and not after another at which a schedule is to fire; None without one."""
    found = following(expression, zone, since)
    return found if found and found <= now else None


def following(expression: str, zone: str, since: datetime) -> datetime | None:
    """Return the first moment after another at which a schedule is to fire, None if there is none; raise ValueError for what is no expression."""
    if at := AT.fullmatch(expression):
        moment = datetime.fromisoformat(at[1]).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        return moment if moment > since else None
    if seconds := eventbridge._parse_rate_seconds(expression):
        return since + timedelta(seconds=seconds)
    fields = eventbridge._parse_cron_fields(expression)
    if fields is None:
        raise ValueError(f"Invalid Schedule Expression {expression}.")
    found: datetime | None = eventbridge._cron_next_fire(fields, since.astimezone(ZoneInfo(zone)))
    return found.astimezone(UTC) if found else None
