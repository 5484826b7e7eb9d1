"""A small chart of series over time, as SVG."""

from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from sagebuild import words

COLOURS = ("#0972d3", "#e07f00", "#2ca02c", "#d62728", "#7d59b6", "#8c564b", "#c2418a", "#5f6b7a")
LEFT, BOTTOM, LEGEND = 44, 20, 18
SHOWN = 2


@dataclass(frozen=True)
class Series:
    """A name, and points of seconds since 1970 and value."""

    label: str
    points: list[tuple[float, float]]


def chart(series: list[Series], width: float, height: float) -> str:
    """Return the chart; of many series the legend names the first few."""
    all_points = [point for one in series for point in one.points]
    begin, end = min(x for x, _ in all_points), max(x for x, _ in all_points)
    top = (max(y for _, y in all_points) or 1) * 1.1
    high, across = height - BOTTOM - LEGEND, width - LEFT - 8
    parts = [f'<svg width="{width}" height="{height}" font-size="10" fill="#5f6b7a">']
    for share in (0, 0.5, 1):
        y = high * (1 - share) + 4
        parts.append(
            f'<path d="M{LEFT},{y:.1f}h{across}" stroke="#eaeded"/><text x="{LEFT - 6}" y="{y + 3:.1f}" text-anchor="end">{words.number(top * share)}</text>'
        )
    for number, one in enumerate(series):
        places = [
            (LEFT + 8 + (across - 16) * ((x - begin) / (end - begin) if end > begin else 0.5), high * (1 - y / top) + 4)
            for x, y in one.points
        ]
        colour = COLOURS[number % len(COLOURS)]
        parts.append(
            f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in places)}" fill="none" stroke="{colour}" stroke-width="1.6"/>'
        )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{colour}"/>' for x, y in places]
    for place, when in ((LEFT, begin), (LEFT + across - 26, end)) if end > begin else ((LEFT + across / 2 - 13, begin),):
        parts.append(f'<text x="{place:.0f}" y="{high + 18}">{datetime.fromtimestamp(when, UTC):%H:%M}</text>')
    return "".join([*parts, legend(series, height - 4), "</svg>"])


def legend(series: list[Series], y: float) -> str:
    """Return the names of the first series, and how many more there are."""
    parts, x = [], float(LEFT)
    for number, one in enumerate(series[:SHOWN]):
        parts.append(
            f'<rect x="{x:.0f}" y="{y - 8}" width="9" height="9" fill="{COLOURS[number]}"/><text x="{x + 13:.0f}" y="{y}">{escape(one.label)}</text>'
        )
        x += 13 + 6.2 * len(one.label) + 14
    more = len(series) - SHOWN
    return "".join(parts) + (f'<text x="{x:.0f}" y="{y}">and {more} more</text>' if more > 0 else "")
