"""The HTML of a comparison."""

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sagebuild.comparison import Comparison


def html(comparison: "Comparison") -> str:
    """Return a comparison as a table."""
    heads = ("", "", f"Version {comparison.first.version}", f"Version {comparison.second.version}")
    lines = [(row.section, row.name, row.first, row.second) for row in comparison.rows]
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in line)}</tr>" for line in lines)
    return f"<table><tr>{''.join(f'<th>{head}</th>' for head in heads)}</tr>{body}</table>"
