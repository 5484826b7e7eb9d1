"""How times and numbers are written for people."""

from collections.abc import Sequence
from typing import Any

MOST_METRICS = 6


def duration(seconds: float) -> str:
    """Return a duration in words, such as 2 h 5 min."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    days, hours, minutes = whole // 86400, whole // 3600 % 24, whole // 60 % 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {whole % 60} s"


def number(value: Any) -> str:
    """Return a metric's value in four digits; the history keeps as text what DynamoDB has no number for."""
    return str(value) if isinstance(value, str) else f"{value:.4g}"


def metrics(values: dict[str, Any]) -> str:
    """Return metrics in one line, such as validation:accuracy 0.9722; an evaluation may have measured many."""
    told = [f"{name} {number(value)}" for name, value in list(values.items())[:MOST_METRICS]]
    more = len(values) - len(told)
    return ", ".join([*told, f"and {more} more"] if more else told)


def columns(lines: Sequence[tuple[str, ...]]) -> str:
    """Return lines of cells with their columns under each other."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)
