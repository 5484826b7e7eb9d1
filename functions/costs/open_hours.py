"""Which part of a week an endpoint is there that has its hours."""

DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
DAY, WEEK = 24 * 60, 7 * 24 * 60  # minutes


def share(hours: str) -> float:
    """Return the part of a week in which an endpoint is there, such as of 07:00-19:00 MON-FRI Europe/Berlin; 1 without hours.

    It comes at the first time and goes at the second one, on these days: a night or a weekend may lie between.
    """
    if not hours:
        return 1.0
    times, days, _ = hours.split(" ")
    comes, goes = (minutes(time) for time in times.split("-"))
    moments = sorted((day * DAY + at, serve) for day in numbers(days) for at, serve in ((comes, True), (goes, False)))
    after = [*moments[1:], (moments[0][0] + WEEK, moments[0][1])]
    return sum(later - at for (at, serve), (later, _) in zip(moments, after, strict=True) if serve) / WEEK


def minutes(time: str) -> int:
    """Return a time of day, such as 07:30, in minutes."""
    hour, minute = time.split(":")
    return int(hour) * 60 + int(minute)


def numbers(days: str) -> set[int]:
    """Return the days in an expression such as MON-WED,SAT, Sunday being 0."""
    ends = [(DAYS.index(part[:3]), DAYS.index(part[-3:])) for part in days.split(",")]
    return {day for first, last in ends for day in range(first, last + 1)}
