"""A build in a log: a line for each state and metric that is new, and nothing that moves a cursor."""

from sagebuild import words
from sagebuild.watching.screens import Screen
from sagebuild.watching.view import Row, View

ENDS = {"SUCCEEDED": "done", "FAILED": "failed", "STOPPED": "stopped"}


class Lines(Screen):
    """Prints what is new."""

    def __init__(self) -> None:
        self._before: View | None = None

    def show(self, view: View) -> None:
        """Print what the view has and the one before had not."""
        for line in news(self._before, view):
            print(f"{view.now.astimezone():%H:%M:%S} {line}", flush=True)
        self._before = view


def news(before: View | None, after: View) -> list[str]:
    """Return what is new in a view."""
    lines = [after.title + (f", usually {words.duration(after.usual)}" if after.usual else "")] if before is None else []
    known = {row.name: row for row in before.rows} if before else {}
    for row in after.rows:
        lines += told(known.get(row.name), row)
    lines += [metric for metric in after.metrics if before is None or metric not in before.metrics]
    return lines + ([after.last] if after.last and not (before and before.last) else [])


def told(before: Row | None, row: Row) -> list[str]:
    """Return what has become of a state; one that is entered again and again is told once, and when it fails."""
    if before and (before.status == row.status or (row.times > 1 and row.status != "FAILED")):
        return []
    return [f"{row.name}: {ENDS[row.status]} after {row.took}" if row.status in ENDS else f"{row.name} ..."]
