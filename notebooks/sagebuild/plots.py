"""Figures of builds, in colours that people with any colour vision can tell apart (Okabe and Ito's), and with marks that say the same."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sagebuild import words
from sagebuild.errors import SageBuildError
from sagebuild.history import COLUMNS
from sagebuild.lazily import needed
from sagebuild.states import State
from sagebuild.watching.view import HIDDEN

COLOURS = {"SUCCEEDED": "#009e73", "FAILED": "#d55e00", "TIMED_OUT": "#d55e00", "STOPPED": "#8c959f", "RUNNING": "#e69f00"}
MARKERS = {"SUCCEEDED": "o", "FAILED": "X", "TIMED_OUT": "X", "STOPPED": "s", "RUNNING": "D"}
LINE, INK, DEPLOYED = "#9db4c8", "#1f2933", "#0072b2"
ROW_INCHES = 0.3


def plot(history: Any, metric: str | None) -> Any:
    """Return a Figure of a metric over the versions; builds without one stand below, those that were deployed have a ring."""
    name = metric or first_metric(history)
    if name not in history.columns or name in COLUMNS:
        known = ", ".join(column for column in history.columns if column not in COLUMNS)
        raise SageBuildError(f"No build has a metric {name}" + (f": there are {known}" if known else ""))
    shown = history.sort_index()
    values = needed("pandas").to_numeric(shown[name], errors="coerce")
    figure, axes = blank(7.5, 3.6)
    with_value = values.dropna()
    axes.plot(with_value.index, with_value, color=LINE, linewidth=1.6, zorder=1)
    for status in shown["Status"].unique():
        of_status = shown.index[(shown["Status"] == status) & values.notna()]
        if len(of_status):
            axes.scatter(
                of_status,
                values[of_status],
                s=52,
                c=COLOURS[status],
                marker=MARKERS[status],
                label=status.lower().replace("_", " "),
                zorder=3,
            )
    deployed = shown.index[shown["Deployed"].astype(bool) & values.notna()]
    if len(deployed):
        axes.scatter(deployed, values[deployed], s=150, facecolors="none", edgecolors=DEPLOYED, linewidths=1.4, label="deployed", zorder=2)
    lacking(axes, shown[values.isna()])
    axes.set_title(f"{name} over the versions", loc="left", color=INK, fontsize=11, fontweight="bold")
    axes.set_xlabel("version")
    axes.set_xticks(versions(list(shown.index)))
    axes.margins(x=0.08, y=0.18)
    axes.legend(frameon=False, fontsize=9, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return figure


def first_metric(history: Any) -> str:
    """Return the first metric that a build has."""
    found = [column for column in history.columns if column not in COLUMNS]
    if not found:
        raise SageBuildError(
            "No build has a metric yet: TrainingJob.AlgorithmSpecification.MetricDefinitions says how they are read from the log"
        )
    return str(found[0])


def lacking(axes: Any, builds: Any) -> None:
    """Mark at the bottom the builds that have no value, such as those that failed before the training's end."""
    place = axes.get_xaxis_transform()
    for status in builds["Status"].unique():
        at = builds.index[builds["Status"] == status]
        label = f"{status.lower().replace('_', ' ')}, no value"
        axes.scatter(
            at, [0.04] * len(at), s=40, c=COLOURS[status], marker=MARKERS[status], transform=place, alpha=0.75, label=label, clip_on=False
        )


def versions(all_of_them: list[int]) -> list[int]:
    """Return which versions are written below: at most some fifteen."""
    return all_of_them[:: max(1, -(-len(all_of_them) // 15))]


def timeline(states: Sequence[State], title: str) -> Any:
    """Return a Figure of the states that take time: a bar for each time that one was entered, in seconds, minutes or hours after the first."""
    shown = [state for state in states if state.kind not in HIDDEN]
    if not shown:
        raise SageBuildError(f"{title} has not been in any state that takes time")
    begin, end = min(state.began for state in shown), max(latest(state) for state in shown)
    unit, length = scale((end - begin).total_seconds())
    names = list(dict.fromkeys(state.name for state in shown))
    figure, axes = blank(8.5, 1.1 + ROW_INCHES * len(names))
    whole = max((end - begin).total_seconds(), 0.001) / length
    for state in shown:
        left, width = (state.began - begin).total_seconds() / length, (latest(state) - state.began).total_seconds() / length
        axes.barh(names.index(state.name), max(width, whole / 300), left=left, height=0.62, color=COLOURS[state.status])
    for row, name in enumerate(names):
        of_name = [state for state in shown if state.name == name]
        right = max((latest(state) - begin).total_seconds() for state in of_name) / length
        took = words.duration(sum((latest(state) - state.began).total_seconds() for state in of_name))
        mark = {"FAILED": "  ✗", "STOPPED": "  ■", "RUNNING": " …"}.get(of_name[-1].status, "")
        axes.text(right + whole / 100, row, ("< 1 s" if took == "0 s" else took) + mark, va="center", fontsize=8.5, color="#57606a")
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlim(0, whole * 1.12)
    axes.set_xlabel(unit)
    axes.set_title(title, loc="left", color=INK, fontsize=11, fontweight="bold")
    axes.grid(axis="y", visible=False)
    return figure


def latest(state: State) -> datetime:
    """Return until when a state has been: its end, or now."""
    return state.ended or datetime.now(state.began.tzinfo)


def scale(seconds: float) -> tuple[str, float]:
    """Return the unit that a time is drawn in, and its length in seconds."""
    if seconds < 300:
        return "seconds", 1.0
    return ("minutes", 60.0) if seconds < 3 * 3600 else ("hours", 3600.0)


def blank(width: float, height: float) -> tuple[Any, Any]:
    """Return a Figure that belongs to no window, and its axes: a notebook shows it once, and nothing has to close it."""
    figure = needed("matplotlib.figure").Figure(figsize=(width, height), layout="constrained", dpi=110)
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#e3e8ee", linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=9, colors="#3e4c59")
    return figure, axes
