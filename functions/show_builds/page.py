"""The HTML of the dashboard's first widget: what is being built, what runs and costs, the last builds, and where to look further."""

from datetime import datetime
from html import escape
from typing import Any

from news import console
from show_builds.instances import Running
from show_builds.steps import Step

LONGEST, LONGEST_TITLE = 160, 2000  # of a reason or a cause: in a cell, and when one points at it
Links = list[tuple[str, str]]


def html(
    now: datetime,
    building: list[tuple[dict[str, Any], list[Step]]],
    waiting: int,
    running: list[Running],
    builds: list[dict[str, Any]],
    links: Links,
) -> str:
    """Return the widget: building holds the record and the running states of each running execution, waiting the requests that wait."""
    parts = [*(being_built(record, steps, now) for record, steps in building)] or ["<p>Nothing is being built.</p>"]
    if waiting:
        parts.append(f"<p>{waiting} more launch{'es' if waiting > 1 else ''} will become the next build.</p>")
    parts.append(table(("Runs and costs", "on", "status", "for"), [(*map(escape, line[:3]), took(line.since, now)) for line in running]))
    parts.append(table(("Version", "status", "began", "took", "metrics", "reason, or what went wrong"), [row(record) for record in builds]))
    parts.append("<p>" + " · ".join(f'<a href="{escape(url)}" target="_blank">{escape(words)}</a>' for words, url in links) + "</p>")
    return "\n".join(part for part in parts if part)


def being_built(record: dict[str, Any], steps: list[Step], now: datetime) -> str:
    """Return which version is being built, and where it is."""
    where = " and ".join(f"<b>{escape(step.name)}</b> for {took(step.since, now)}" for step in steps) or "between two steps"
    return f"<p>{linked(record)} is being built: {where}.</p>"


def row(record: dict[str, Any]) -> tuple[str, ...]:
    """Return a build's cells."""
    began, ended = (datetime.fromisoformat(record[key]) if record.get(key) else None for key in ("StartedAt", "EndedAt"))
    said = str(record.get("Cause") or record.get("Reason") or "")
    return (
        linked(record),
        escape(str(record.get("Status", ""))),
        f"{began:%Y-%m-%d %H:%M} UTC" if began else "",
        took(began, ended) if began and ended else "",
        escape(", ".join(f"{name} {number(value)}" for name, value in (record.get("Metrics") or {}).items())),
        f'<span title="{escape(said[:LONGEST_TITLE])}">{escape(said[:LONGEST])}{"…" if len(said) > LONGEST else ""}</span>',
    )


def number(value: Any) -> str:
    """Return a metric's value in four digits; the history keeps as text what DynamoDB has no number for."""
    return str(value) if isinstance(value, str) else f"{value:.4g}"


def linked(record: dict[str, Any]) -> str:
    """Return a build's version, with a link to its execution."""
    words = f"Version {record['Version']}" if "Version" in record else "A version without a record yet"
    return (
        f'<a href="{escape(console.execution(record["ExecutionArn"]))}" target="_blank">{words}</a>' if "ExecutionArn" in record else words
    )


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a table of cells that are HTML already; nothing without rows."""
    if not rows:
        return ""
    lines = ["".join(f"<td>{cell}</td>" for cell in cells) for cells in rows]
    return f"<table><tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def took(since: datetime, until: datetime) -> str:
    """Return a duration in words, such as 2 h 5 min."""
    seconds = max(0, int((until - since).total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
