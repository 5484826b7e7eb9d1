"""The HTML of a comparison."""

from html import escape
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sagebuild.comparison import Comparison, Row

CELL = "padding:3px 14px 3px 0;text-align:left;vertical-align:top;max-width:28em;overflow-wrap:anywhere"


def html(comparison: "Comparison") -> str:
    """Return a comparison as a table, section by section; where the two differ, the second is in bold."""
    heads = "".join(
        f'<th style="{CELL}">{head}</th>' for head in ("", f"Version {comparison.first.version}", f"Version {comparison.second.version}")
    )
    body = "".join(section(name, list(rows)) for name, rows in groupby(comparison.rows, key=lambda row: row.section))
    return f'<table style="border-collapse:collapse"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def section(name: str, rows: list["Row"]) -> str:
    """Return the lines of a section, below its name."""
    head = f'<tr><th colspan="3" style="{CELL};padding-top:9px;border-bottom:1px solid rgba(128,128,128,.4)">{escape(name)}</th></tr>'
    return head + "".join(line(row) for row in rows)


def line(row: "Row") -> str:
    """Return the line of a value."""
    second = escape(row.second) if row.first == row.second else f"<b>{escape(row.second)}</b>"
    cells = (f'<span style="opacity:.7;white-space:nowrap">{escape(row.name)}</span>', escape(row.first), second)
    return "<tr>" + "".join(f'<td style="{CELL}">{cell}</td>' for cell in cells) + "</tr>"
