"""A drawing as SVG that any browser, notebook and README shows, without fonts or programs of its own."""

from html import escape

from sagebuild.graph.flow import Edge
from sagebuild.graph.shapes import SMALL, Box, Drawing, Line, Point, words
from sagebuild.states import HOLDERS

# Colours that people with any colour vision can tell apart (Okabe and Ito's); a mark says the same.
STYLES = {
    "SUCCEEDED": ("#e2f3ec", "#009e73", "#1c3d33", "✓"),
    "RUNNING": ("#fff2d6", "#e69f00", "#4a3500", "●"),
    "FAILED": ("#fde5d8", "#d55e00", "#5c2900", "✗"),
    "STOPPED": ("#eceff3", "#57606a", "#24292f", "■"),
    "": ("#ffffff", "#c4cbd4", "#6b7684", ""),
}
LEGEND = {"SUCCEEDED": "done", "RUNNING": "running", "FAILED": "failed", "STOPPED": "stopped", "": "not reached"}
WAY, TAKEN, ERROR = "#c4cbd4", "#3c6e9f", "#eab596"
MARGIN, HEADING, FOOTER = 20.0, 34.0, 40.0
FONT = "-apple-system,'Segoe UI',Helvetica,Arial,'DejaVu Sans',sans-serif"


def svg(drawing: Drawing, statuses: dict[str, str], taken: set[Edge], title: str) -> str:
    """Return the SVG of a drawing; statuses are those of the states that have been entered, taken the edges between them."""
    drawing = drawing.moved(MARGIN - drawing.left, HEADING + MARGIN)
    width, height = max(drawing.right + MARGIN, 480), drawing.bottom + FOOTER
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" '
        f'style="max-width:100%;height:auto" font-family="{FONT}" role="img">',
        f"<title>{escape(title)}</title>",
        "<defs>"
        + "".join(head(name, colour) for name, colour in (("way", WAY), ("taken", TAKEN), ("error", ERROR), ("failed", "#d55e00")))
        + "</defs>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="{MARGIN:.0f}" y="32" font-size="16" font-weight="600" fill="#1f2933">{escape(title)}</text>',
    ]
    holders = [box for box in drawing.boxes if box.kind in HOLDERS]
    parts += [rectangle(box, statuses.get(box.name, "")) for box in holders]
    parts += [way(line, line.edge in taken) for line in sorted(drawing.lines, key=lambda line: line.edge in taken)]
    parts += [rectangle(box, statuses.get(box.name, "")) for box in drawing.boxes if box not in holders]
    parts += [label(box, statuses.get(box.name, "")) for box in drawing.boxes]
    return "\n".join([*parts, legend(height), "</svg>"]) + "\n"


def head(name: str, colour: str) -> str:
    """Return the head of an arrow."""
    return (
        f'<marker id="sagebuild-{name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6" markerHeight="6" orient="auto">'
        f'<path d="M0,0.5L8,4L0,7.5z" fill="{colour}"/></marker>'
    )


def rectangle(box: Box, status: str) -> str:
    """Return the frame of a state; what decides or waits is round and light."""
    fill, stroke, _, _ = STYLES[status]
    holder = box.kind in HOLDERS
    radius = box.height / 2 if box.kind in SMALL else 6
    width = 2 if status in ("RUNNING", "FAILED") else 1.2
    shown = f'rx="{min(radius, 12):.0f}" fill="{"#fafbfc" if holder else fill}" stroke="{stroke}" stroke-width="{width}"'
    return f'<rect class="state" x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" {shown}/>'


def label(box: Box, status: str) -> str:
    """Return the name of a state, and its mark."""
    _, stroke, ink, mark = STYLES[status]
    small = box.kind in SMALL
    if box.kind in HOLDERS:
        return (
            f'<text class="name" data-state="{escape(box.name)}" x="{box.x + 14:.1f}" y="{box.y + 17:.1f}" font-size="11.5" '
            f'fill="{ink}">{escape(box.name)}</text>' + flag(box, stroke, mark)
        )
    lines = words(box.name)
    middle, y = box.middle[0], box.middle[1] - 7 * (len(lines) - 1) + 4
    spans = "".join(f'<tspan x="{middle:.1f}" y="{y + 14 * number:.1f}">{escape(line)}</tspan>' for number, line in enumerate(lines))
    return (
        f'<text class="name" data-state="{escape(box.name)}" text-anchor="middle" font-size="{10 if small else 11.5}" fill="{ink}">{spans}</text>'
        + ("" if small and status == "SUCCEEDED" else flag(box, stroke, mark))
    )


def flag(box: Box, colour: str, mark: str) -> str:
    """Return the mark upon a state's corner."""
    if not mark:
        return ""
    return (
        f'<circle cx="{box.right - 1:.1f}" cy="{box.y + 1:.1f}" r="7" fill="{colour}"/>'
        f'<text x="{box.right - 1:.1f}" y="{box.y + 4.5:.1f}" text-anchor="middle" font-size="9" fill="#ffffff">{mark}</text>'
    )


def way(line: Line, taken: bool) -> str:
    """Return the line of an edge."""
    name = ("failed" if taken else "error") if line.edge.error else ("taken" if taken else "way")
    colour = {"failed": "#d55e00", "error": ERROR, "taken": TAKEN, "way": WAY}[name]
    dashes = ' stroke-dasharray="4 3"' if line.edge.error and not taken else ""
    return (
        f'<path class="{name}" data-from="{escape(line.edge.source)}" data-to="{escape(line.edge.target)}" d="{path(line.points)}" fill="none" '
        f'stroke="{colour}" stroke-width="{1.8 if taken else 1.1}"{dashes} marker-end="url(#sagebuild-{name})"/>'
    )


def path(points: tuple[Point, ...]) -> str:
    """Return the path through some corners, which are round."""
    first, *others = points
    words = [f"M{first[0]:.1f},{first[1]:.1f}"]
    for before, corner, after in zip(points, others, others[1:], strict=False):
        entry, leaving = towards(corner, before), towards(corner, after)
        words.append(f"L{entry[0]:.1f},{entry[1]:.1f}Q{corner[0]:.1f},{corner[1]:.1f} {leaving[0]:.1f},{leaving[1]:.1f}")
    return "".join([*words, f"L{others[-1][0]:.1f},{others[-1][1]:.1f}"])


def towards(corner: Point, other: Point, radius: float = 6) -> Point:
    """Return the point at which a round corner begins or ends."""
    length = max(abs(other[0] - corner[0]) + abs(other[1] - corner[1]), 0.1)
    share = min(radius, length / 2) / length
    return corner[0] + (other[0] - corner[0]) * share, corner[1] + (other[1] - corner[1]) * share


def legend(height: float) -> str:
    """Return what the colours mean."""
    parts, x, y = [], MARGIN, height - 16
    for status, meaning in LEGEND.items():
        fill, stroke, _, mark = STYLES[status]
        parts.append(f'<rect x="{x:.0f}" y="{y - 10:.0f}" width="14" height="12" rx="3" fill="{fill}" stroke="{stroke}"/>')
        parts.append(f'<text x="{x + 7:.0f}" y="{y - 0.5:.1f}" text-anchor="middle" font-size="9" fill="{stroke}">{mark}</text>')
        parts.append(f'<text x="{x + 20:.0f}" y="{y:.0f}" font-size="11" fill="#57606a">{meaning}</text>')
        x += 20 + 7 * len(meaning) + 18
    parts.append(f'<path d="M{x:.0f},{y - 4:.0f}h22" stroke="{ERROR}" stroke-dasharray="4 3"/>')
    parts.append(f'<text x="{x + 28:.0f}" y="{y:.0f}" font-size="11" fill="#57606a">after an error</text>')
    return "".join(parts)
