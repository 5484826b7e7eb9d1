"""How the lines run: straight where one state stands below the other, else on tracks beside the columns."""

from sagebuild.graph.flow import Edge, Flow
from sagebuild.graph.shapes import Box, Line, Point

TRACK, FIRST = 9.0, 12.0
Tracks = list[list[tuple[float, float]]]


def routes(flow: Flow, boxes: dict[str, Box]) -> tuple[Line, ...]:
    """Return the lines of all edges of a flow."""
    lines = [Line(edge, down(boxes[edge.source], boxes[edge.target])) for edge in flow.edges if is_down(flow, edge)]
    beside = [edge for edge in flow.edges if not is_down(flow, edge)]
    left = [edge for edge in beside if edge.source in flow.rows and edge.target in flow.rows]
    tracks: Tracks = []
    for edge in sorted(left, key=lambda edge: length(boxes, edge)):
        lines.append(Line(edge, on_the_left(boxes, edge, tracks)))
    gap = max(boxes[name].right for name in flow.main) + FIRST
    rails = {
        name: gap + TRACK * number for number, name in enumerate(dict.fromkeys(rail(flow, edge) for edge in beside if edge not in left))
    }
    for edge in beside:
        if edge not in left:
            lines.append(Line(edge, on_the_right(flow, boxes, edge, rails[rail(flow, edge)])))
    return tuple(lines)


def is_down(flow: Flow, edge: Edge) -> bool:
    """Return whether an edge leads to the next row, or on to the next one of what follows an error."""
    if edge.source in flow.rows and edge.target in flow.rows:
        return flow.rows[edge.target] == flow.rows[edge.source] + 1
    return edge.source not in flow.rows and edge.target not in flow.rows and not edge.error


def down(source: Box, target: Box) -> tuple[Point, ...]:
    """Return the line from one box's lower edge to the upper edge of another."""
    (x, _), (to, _) = source.middle, target.middle
    if x == to:
        return ((x, source.bottom), (to, target.y))
    y = (source.bottom + target.y) / 2 if target.y - source.bottom < 2 * TRACK + 10 else target.y - TRACK
    return ((x, source.bottom), (x, y), (to, y), (to, target.y))


def length(boxes: dict[str, Box], edge: Edge) -> float:
    """Return how far down, or up, an edge leads."""
    return abs(boxes[edge.target].y - boxes[edge.source].y)


def on_the_left(boxes: dict[str, Box], edge: Edge, tracks: Tracks) -> tuple[Point, ...]:
    """Return a line left of all boxes that it passes, on the first track that is free there."""
    source, target = boxes[edge.source], boxes[edge.target]
    low, high = sorted((source.middle[1], target.middle[1]))
    track = next((number for number, taken in enumerate(tracks) if all(high < begin or end < low for begin, end in taken)), len(tracks))
    if track == len(tracks):
        tracks.append([])
    tracks[track].append((low, high))
    x = min(box.x for box in boxes.values() if box.y <= high and low <= box.bottom) - FIRST - TRACK * track
    return ((source.x, source.middle[1]), (x, source.middle[1]), (x, target.middle[1]), (target.x, target.middle[1]))


def rail(flow: Flow, edge: Edge) -> str:
    """Return which edges share a track: all that lead to the same state after an error, all that lead back from one."""
    return edge.target if edge.target not in flow.rows else edge.source


def on_the_right(flow: Flow, boxes: dict[str, Box], edge: Edge, x: float) -> tuple[Point, ...]:
    """Return a line between the main column and what follows errors."""
    source, target = boxes[edge.source], boxes[edge.target]
    if edge.source not in flow.rows and edge.target not in flow.rows:
        x = max(source.right, target.right) + FIRST
        return ((source.right, source.middle[1]), (x, source.middle[1]), (x, target.middle[1]), (target.right, target.middle[1]))
    main = [box for name, box in boxes.items() if name in flow.rows]
    if edge.source not in flow.rows:
        return ((source.x, source.middle[1]), (x, source.middle[1]), *reversed(out(target, main, x, target.y, -5)))
    return (*out(source, main, x, source.bottom, 5), (x, target.middle[1]), (target.x, target.middle[1]))


def out(box: Box, main: list[Box], x: float, side: float, away: float) -> tuple[Point, ...]:
    """Return the way from a box to a track on its right; where others stand in that row, below or above them."""
    if any(other.x > box.x and other.y < box.middle[1] < other.bottom for other in main):
        return ((box.right - 12, side), (box.right - 12, side + away), (x, side + away))
    return ((box.right, box.middle[1]), (x, box.middle[1]))
