"""The HTML of the dashboard's first widget: what is being built, what runs and costs, the last builds, and where to look further."""

import json
from datetime import datetime
from html import escape
from typing import Any

from builds import hours
from costs.cost import amount
from news import console
from show_builds.instances import Running
from show_builds.steps import Step

LONGEST, LONGEST_TITLE = 160, 2000  # of a reason or a cause: in a cell, and when one points at it
FEW = 3  # numbers of an evaluation
Links = list[tuple[str, str]]
Now = tuple[dict[str, Any], list[Step]]  # a record, and the states that its execution is in


def html(
    now: datetime,
    building: list[Now],
    going_back: list[Now],
    launch: dict[str, Any],
    running: list[Running],
    ran: list[dict[str, Any]],
    links: Links,
) -> str:
    """Return the widget: what is being built and rolled back, the requests that wait, what costs, and the records of builds and rollbacks.

    launch is the state of the launch item.
    """
    parts = [*(being_built(record, steps, now) for record, steps in building)] or ["<p>Nothing is being built.</p>"]
    parts += [f"<p>{linked(record)}: {place(steps, now)}.</p>" for record, steps in going_back]
    if pending := launch.get("Pending"):
        parts.append(f"<p>{what_waits(pending)}.</p>")
    if hours.is_asleep(launch):
        parts.append(f"<p>The endpoint is outside its hours, {escape(launch['Hours']['Hours'])}.</p>")
    parts.append(table(("Runs and costs", "on", "status", "for"), [(*map(escape, line[:3]), took(line.since, now)) for line in running]))
    parts.append(
        table(
            ("Version", "status", "began", "took", "cost", "metrics", "reason, or what went wrong"),
            [row(record) for record in newest_first(ran)],
        )
    )
    parts.append("<p>" + " · ".join(f'<a href="{escape(url)}" target="_blank">{escape(words)}</a>' for words, url in links) + "</p>")
    return "\n".join(part for part in parts if part)


def what_waits(pending: dict[str, Any]) -> str:
    """Return how many launches wait, and until when more of a burst are waited for."""
    count = pending["Requests"]
    said = f"{count} more launch{'es' if count > 1 else ''} will become the next build"
    quiet = pending.get("QuietUntil")
    return f"{said}, not before {datetime.fromisoformat(quiet):%H:%M:%S} UTC, for more may come" if quiet else said


def being_built(record: dict[str, Any], steps: list[Step], now: datetime) -> str:
    """Return which version is being built, and where it is."""
    return f"<p>{linked(record)} is being built: {place(steps, now)}.</p>"


def place(steps: list[Step], now: datetime) -> str:
    """Return in which states an execution is."""
    return " and ".join(f"<b>{escape(step.name)}</b> for {took(step.since, now)}" for step in steps) or "between two steps"


def newest_first(ran: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return records of builds and rollbacks in one order; what has no time yet has only just begun."""
    return sorted(ran, key=lambda record: str(record.get("StartedAt") or "~"), reverse=True)


def row(record: dict[str, Any]) -> tuple[str, ...]:
    """Return a build's cells, or a rollback's."""
    began, ended = (datetime.fromisoformat(record[key]) if record.get(key) else None for key in ("StartedAt", "EndedAt"))
    promoted = record.get("Promoted")
    origin = f"version {promoted['Version']} of {promoted['Stack']}: " if promoted else ""
    said = origin + str(record.get("Cause") or record.get("Reason") or "")
    return (
        linked(record),
        escape(str(record.get("Status", "")).replace("_", " ")),
        f"{began:%Y-%m-%d %H:%M} UTC" if began else "",
        took(began, ended) if began and ended else "",
        cost(json.loads(record.get("Cost", "null"))),
        escape(", ".join(f"{name} {number(value)}" for name, value in measured(record).items())),
        f'<span title="{escape(said[:LONGEST_TITLE])}">{escape(said[:LONGEST])}{"…" if len(said) > LONGEST else ""}</span>',
    )


def cost(made: dict[str, Any] | None) -> str:
    """Return the dollars of a build, with all that is known of its cost when one points at it; nothing where nothing was paid for."""
    if not made or not made["Sentence"]:
        return ""
    shown = f"{made['Seconds']} s" if made["Dollars"] is None else amount(made["Dollars"])
    return f'<span title="{escape(made["Sentence"])}">{shown}</span>'


def measured(record: dict[str, Any]) -> dict[str, Any]:
    """Return the training's metrics, and of the evaluation's numbers, which may be many, the one that decides, or the first ones."""
    found = (record.get("Evaluation") or {}).get("Metrics") or {}
    decides = (json.loads(record.get("Parameters") or "{}").get("Validation") or {}).get("Metric")
    shown = [decides] if decides in found else list(found)[:FEW]
    return {**(record.get("Metrics") or {}), **{name: found[name] for name in shown}}


def number(value: Any) -> str:
    """Return a metric's value in four digits; the history keeps as text what DynamoDB has no number for."""
    return str(value) if isinstance(value, str) else f"{value:.4g}"


def linked(record: dict[str, Any]) -> str:
    """Return a build's version, or the one that a rollback goes back to, with a link to the execution."""
    words = f"Version {record['Version']}" if "Version" in record else "A version without a record yet"
    if record.get("Kind") == "rollback":
        words = f"Back to version {record['To']}"
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
