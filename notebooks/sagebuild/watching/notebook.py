"""A build in a notebook: one output that is replaced again and again, which needs no extension and stays in the saved file."""

from html import escape
from typing import Any

from sagebuild.lazily import needed
from sagebuild.watching.screens import Screen
from sagebuild.watching.view import Row, View

# Readable on a light and on a dark page; the marks say what the colours say.
MARKS = {
    "SUCCEEDED": ("✓", "#009e73"),
    "ROLLED_BACK": ("✓", "#009e73"),
    "FAILED": ("✗", "#d55e00"),
    "TIMED_OUT": ("✗", "#d55e00"),
    "STOPPED": ("■", "#8c959f"),
    "RUNNING": ("●", "#e69f00"),
}
CELL = "padding:1px 14px 1px 0;text-align:left;border:0;background:none"


class Notebook(Screen):
    """Replaces an output of the cell."""

    def __init__(self) -> None:
        self._display = needed("IPython.display")
        self._output: Any = None
        self._shown = ""

    def show(self, view: View) -> None:
        """Replace the output, if it is another one."""
        shown = html(view)
        if shown == self._shown:
            return
        self._shown, picture = shown, self._display.HTML(shown)
        if self._output is None:
            self._output = self._display.display(picture, display_id=True)
        else:
            self._output.update(picture)


def html(view: View) -> str:
    """Return a view as HTML."""
    _, colour = MARKS[view.status]
    head = (
        f'<div style="margin-bottom:4px"><b>{escape(view.title)}</b> <span style="background:{colour};color:#fff;border-radius:9px;'
        f'padding:1px 9px;font-size:85%">{view.status.lower().replace("_", " ")}</span></div>'
    )
    table = f'<table style="border-collapse:collapse;margin:0 0 4px;border:0">{"".join(row(line) for line in view.rows)}</table>'
    metrics = "".join(f'<div style="font-family:monospace">{escape(metric)}</div>' for metric in view.metrics)
    end = f'<div style="margin-top:4px">{escape(view.last)}</div>' if view.last else bar(view)
    return f'<div style="line-height:1.5">{head}{table}{metrics}{end}</div>'


def row(row: Row) -> str:
    """Return a state's line."""
    mark, colour = MARKS[row.status]
    name = row.name if row.times == 1 else f"{row.name} ×{row.times}"
    return (
        f'<tr style="background:none"><td style="{CELL};color:{colour}">{mark}</td><td style="{CELL}">{escape(name)}</td>'
        f'<td style="{CELL};text-align:right;font-variant-numeric:tabular-nums">{row.took}</td>'
        f'<td style="{CELL};opacity:.65;font-family:monospace;font-size:90%">{escape(row.note)}</td></tr>'
    )


def bar(view: View) -> str:
    """Return the bar towards the usual time, and the clock."""
    filled = f'<div style="width:{100 * view.share:.0f}%;height:100%;background:#3c6e9f"></div>' if view.share is not None else ""
    frame = (
        f'<div style="width:320px;height:8px;border-radius:4px;overflow:hidden;background:rgba(128,128,128,.25)">{filled}</div>'
        if filled
        else ""
    )
    return f'<div style="display:flex;align-items:center;gap:10px">{frame}<span style="opacity:.65">{escape(view.clock)}</span></div>'
