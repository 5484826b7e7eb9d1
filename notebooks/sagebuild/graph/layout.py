"""Where the states stand: the usual way from above to below, alternatives side by side, what follows an error on the right."""

from sagebuild.graph.flow import Flow
from sagebuild.graph.routes import routes
from sagebuild.graph.shapes import Box, Drawing, Line, size

BETWEEN_ROWS, BETWEEN_BOXES = 20.0, 14.0
PADDING, HEADING, LANE = 14.0, 26.0, 18.0


def layout(flow: Flow) -> Drawing:
    """Return the drawing of a flow, with its middle column at x = 0 and its first row at y = 0."""
    inner = {name: parallel(name, [layout(branch) for branch in branches]) for name, branches in flow.inner.items()}
    main: dict[str, Box] = {}
    y = 0.0
    for row in range(max(flow.rows.values()) + 1):
        names = [name for name in flow.kinds if flow.rows.get(name) == row]
        standing = in_a_row(flow, names, inner, y)
        main |= {box.name: box for box in standing}
        y = max(box.bottom for box in standing) + BETWEEN_ROWS
    boxes = main | beside(flow, main)
    lines = routes(flow, boxes)
    held = [inner[name].moved(box.x, box.y) for name, box in main.items() if name in inner]
    return Drawing(
        tuple(boxes.values()) + tuple(box for drawing in held for box in drawing.boxes),
        lines + tuple(line for drawing in held for line in drawing.lines),
    )


def parallel(name: str, branches: list[Drawing]) -> Drawing:
    """Return the branches of a state side by side, below the place of the state's own name."""
    boxes: list[Box] = []
    lines: list[Line] = []
    x = PADDING
    for branch in branches:
        moved = branch.moved(x - branch.left, HEADING)
        boxes += moved.boxes
        lines += moved.lines
        x = moved.right + 2 * PADDING
    return Drawing(tuple(boxes), tuple(lines))


def in_a_row(flow: Flow, names: list[str], inner: dict[str, Drawing], y: float) -> list[Box]:
    """Return a row's boxes: those with most to follow in the middle, the others to their left, those that lead back outermost."""
    longest = max(flow.tails[name] for name in names)
    returning = {edge.source for edge in flow.edges if edge.source in names and edge.target in flow.rows and flow.is_back(edge)}
    names = sorted(names, key=lambda name: (flow.tails[name] == longest, name not in returning))
    sizes = {name: extent(flow, name, inner) for name in names}
    middle = [sizes[name][0] for name in names if flow.tails[name] == longest]
    aside = [sizes[name][0] + BETWEEN_BOXES for name in names if flow.tails[name] != longest]
    x = -(sum(middle) + BETWEEN_BOXES * (len(middle) - 1)) / 2 - sum(aside)
    highest = max(height for _, height in sizes.values())
    boxes = []
    for name in names:
        width, height = sizes[name]
        boxes.append(Box(name, flow.kinds[name], x, y + (highest - height) / 2, width, height))
        x += width + BETWEEN_BOXES
    return boxes


def extent(flow: Flow, name: str, inner: dict[str, Drawing]) -> tuple[float, float]:
    """Return how wide and high a state's box is, with what it holds."""
    if name not in inner:
        return size(name, flow.kinds[name])
    return inner[name].right + PADDING, inner[name].bottom + PADDING


def beside(flow: Flow, main: dict[str, Box]) -> dict[str, Box]:
    """Return the boxes of what follows errors: what leads back begins beside the first state that leads to it, what ends stands at the bottom."""
    chains = chained(flow)
    x = max(box.right for box in main.values()) + LANE + 9 * (len(chains) + sum(leads_back(flow, chain) for chain in chains))
    placed: dict[str, Box] = {}
    end = max(box.bottom for box in main.values())
    for chain in sorted(chains, key=lambda chain: not leads_back(flow, chain)):
        sizes = {name: size(name, flow.kinds[name]) for name in chain}
        height = sum(height for _, height in sizes.values()) + BETWEEN_ROWS * (len(chain) - 1)
        first = min((box.y for name, box in main.items() for edge in flow.edges if edge.source == name and edge.target in chain), default=0)
        lowest = max((box.bottom + BETWEEN_ROWS for box in placed.values()), default=0)
        y = max(lowest, first if leads_back(flow, chain) else end - height)
        widest = max(width for width, _ in sizes.values())
        for name, (width, box_height) in sizes.items():
            placed[name] = Box(name, flow.kinds[name], x + (widest - width) / 2, y, width, box_height)
            y += box_height + BETWEEN_ROWS
    return placed


def chained(flow: Flow) -> list[list[str]]:
    """Return the side states in groups that follow each other, each group in its order."""
    chains: list[list[str]] = []
    followed = {edge.target for edge in flow.edges if edge.source in flow.side and not edge.error}
    for first in [name for name in flow.side if name not in followed]:
        chain = [first]
        for name in chain:
            chain += [target for target in flow.following(name) if target in flow.side and target not in chain]
        chains.append([name for name in chain if not any(name in before for before in chains)])
    return chains


def leads_back(flow: Flow, chain: list[str]) -> bool:
    """Return whether a build goes on after a group of states."""
    return any(target in flow.rows for name in chain for target in flow.following(name))
