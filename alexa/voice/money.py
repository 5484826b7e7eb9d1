"""Dollars, spoken."""

from math import isfinite

from voice.language import Language
from voice.times import one

WHOLE = 100  # dollars; from here on cents are not spoken of


def money(language: Language, dollars: float) -> str:
    """Return an amount that was paid: twelve dollars and fifty cents."""
    cents = round(dollars * 100) if dollars < WHOLE else round(dollars) * 100
    parts = [one(language, language.lasting, unit, count) for unit, count in (("dollar", cents // 100), ("cent", cents % 100)) if count]
    return language.joined.format(*parts) if len(parts) == 2 else parts[0] if parts else language.under_a_cent


def sane(dollars: float | None) -> float | None:
    """Return an amount that can be said, None where there is none."""
    return dollars if dollars is not None and isfinite(dollars) and dollars >= 0 else None
