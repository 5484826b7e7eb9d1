"""How long something takes and how long ago it was, in words."""

from typing import TypeGuard

from voice.language import INSTANT, UNKNOWN, Language, Units

UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))
FINE = 600  # seconds; from here on seconds are not spoken of
LONGEST = 10 * 365 * 86400.0


def lasting(language: Language, seconds: float | None) -> str:
    """Return how long something takes or took: two hours and ten minutes."""
    return words(language, language.lasting, seconds)


def since(language: Language, seconds: float | None) -> str:
    """Return how long something has been going on; German says it in another case."""
    return words(language, language.since, seconds)


def ago(language: Language, seconds: float | None) -> str:
    """Return how long ago something was, in its largest unit alone."""
    if not sane(seconds):
        return one(language, language.since, UNKNOWN, 1)
    minutes = round(max(0.0, seconds) / 60)
    if minutes == 0:
        return language.under_a_minute
    hours = round(minutes / 60)
    if minutes < 60:
        return one(language, language.since, "minute", minutes)
    return one(language, language.since, "hour", hours) if hours < 24 else one(language, language.since, "day", round(hours / 24))


def words(language: Language, units: Units, seconds: float | None) -> str:
    """Return a length in its two largest units."""
    if not sane(seconds):
        return one(language, units, UNKNOWN, 1)
    step = 1 if seconds < FINE else 60 if seconds < 86400 else 3600
    left, parts = round(max(0.0, seconds) / step) * step, []
    for unit, length in UNITS:
        if left >= length:
            parts.append(one(language, units, unit, left // length))
            left %= length
    return language.joined.format(*parts) if len(parts) == 2 else parts[0] if parts else one(language, units, INSTANT, 1)


def one(language: Language, units: Units, unit: str, count: int) -> str:
    """Return a number of one unit."""
    singular, plural = units[unit]
    return singular if count == 1 else plural.format(language.number(count, unit))


def sane(seconds: float | None) -> TypeGuard[float]:
    """Return whether a length can be said; a clock that is a little late makes it negative, and that is said as nothing."""
    return seconds is not None and -LONGEST < seconds < LONGEST
