"""What a person sees, as pages: a terminal, and a cell of a notebook."""

import io
from html import escape

from rich.console import Console
from rich.text import Text

from sagebuild.watching import notebook as cell
from sagebuild.watching.terminal import drawn
from sagebuild.watching.view import View

STYLE = """
body { margin: 16px; font: 13px/1.45 -apple-system, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif; color: #1f2933; background: #fff }
.line { display: flex; gap: 10px; margin-bottom: 10px }
.count { color: #307fc1; font-family: monospace; flex: 0 0 44px; text-align: right; padding-top: 6px }
.code { flex: 1; background: #f5f5f5; border: 1px solid #e0e0e0; border-radius: 3px; padding: 6px 8px }
.code { font-family: "DejaVu Sans Mono", monospace; font-size: 12px }
.output { flex: 1 }
"""


def terminal(view: View) -> str:
    """Return a terminal in which a build is watched, as SVG."""
    console = Console(record=True, width=92, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text.assemble(("$ ", "dim"), "sagebuild wait --stack digits"))
    console.print(drawn(view, Text("⠹", style="cyan")))
    return console.export_svg(title="sagebuild wait", unique_id="sagebuild")


def live(view: View) -> str:
    """Return what a notebook shows while a build is watched."""
    return cell.html(view)


def notebook(code: str, output: str) -> str:
    """Return a page with a cell of a notebook and its output."""
    return (
        f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style>'
        f'<div class="line"><div class="count">[4]:</div><div class="code">{escape(code)}</div></div>'
        f'<div class="line"><div class="count"></div><div class="output">{output}</div></div>'
    )
