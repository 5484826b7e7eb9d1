"""A build in a terminal, drawn by rich."""

from types import TracebackType
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text

from sagebuild.watching.screens import Screen
from sagebuild.watching.view import Row, View

MARKS = {
    "SUCCEEDED": ("✓", "green"),
    "ROLLED_BACK": ("✓", "green"),
    "FAILED": ("✗", "red"),
    "STOPPED": ("■", "yellow"),
    "TIMED_OUT": ("✗", "red"),
}
BAR_WIDTH = 40


class Terminal(Screen):
    """Shows views in the same place of a terminal."""

    def __init__(self, console: Console | None = None) -> None:
        self._live = Live(console=console or Console(highlight=False), refresh_per_second=8)
        self._spinner = Spinner("dots", style="cyan")

    def __enter__(self) -> "Terminal":
        self._live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        """Leave the last view where it is, and give the cursor back."""
        self._live.stop()

    def show(self, view: View) -> None:
        """Draw a view over the one before."""
        self._live.update(drawn(view, self._spinner))

    def say(self, sentence: str) -> None:
        """Print a sentence below, without what rich would read as markup."""
        self._live.stop()
        self._live.console.print(Text(sentence))


def drawn(view: View, spinner: RenderableType) -> Group:
    """Return a view as rich draws it."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for justify in ("left", "left", "right", "left"):
        table.add_column(justify=justify)
    for row in view.rows:
        table.add_row(mark(row.status, spinner), named(row), row.took, Text(row.note, style="dim", overflow="ellipsis", no_wrap=True))
    metrics = [Text(f"   {metric}", style="cyan") for metric in view.metrics]
    end: list[Any] = [Text(view.last, style=MARKS.get(view.status, ("", ""))[1])] if view.last else [progress(view)]
    return Group(Text(view.title, style="bold"), table, *metrics, *end)


def named(row: Row) -> Text:
    """Return a state's name, and how often it was entered."""
    return Text(row.name if row.times == 1 else f"{row.name} ×{row.times}")


def mark(status: str, spinner: RenderableType) -> RenderableType:
    """Return the mark of a state: what runs turns."""
    return Text(*MARKS[status]) if status in MARKS else spinner


def progress(view: View) -> Table:
    """Return the bar towards the usual time; it pulses if that is not known."""
    line = Table.grid(padding=(0, 1))
    bar = ProgressBar(
        total=100, completed=100 * (view.share or 0), width=BAR_WIDTH, pulse=view.share is None, style="grey37", complete_style="cyan"
    )
    line.add_row(bar, Text(view.clock, style="dim"))
    return line
