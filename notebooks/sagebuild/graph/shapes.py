"""What a graph is drawn of: boxes and lines, in pixels from the upper left corner."""

import textwrap
from dataclasses import dataclass, replace

from sagebuild.graph.flow import Edge

CHARACTER, LINE = 6.9, 14.0
WIDEST = 19
SMALL = ("Choice", "Wait", "Pass")

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A state: x and y are its upper left corner's."""

    name: str
    kind: str
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Return where it ends."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Return where it ends below."""
        return self.y + self.height

    @property
    def middle(self) -> Point:
        """Return its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Line:
    """An edge and the corners that its line goes through."""

    edge: Edge
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Drawing:
    """Boxes, those that hold others first, and lines."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]

    @property
    def left(self) -> float:
        """Return where the drawing begins."""
        return min([box.x for box in self.boxes] + [x for line in self.lines for x, _ in line.points])

    @property
    def right(self) -> float:
        """Return where it ends."""
        return max([box.right for box in self.boxes] + [x for line in self.lines for x, _ in line.points])

    @property
    def bottom(self) -> float:
        """Return where it ends below."""
        return max(box.bottom for box in self.boxes)

    def moved(self, x: float, y: float) -> "Drawing":
        """Return the same drawing elsewhere."""
        return Drawing(
            tuple(replace(box, x=box.x + x, y=box.y + y) for box in self.boxes),
            tuple(replace(line, points=tuple((px + x, py + y) for px, py in line.points)) for line in self.lines),
        )


def words(name: str) -> list[str]:
    """Return a state's name in lines that fit into a box."""
    return textwrap.wrap(name, WIDEST) or [name]


def size(name: str, kind: str) -> tuple[float, float]:
    """Return how wide and high a state's box is."""
    lines = words(name)
    width = max(len(line) for line in lines) * CHARACTER * (0.86 if kind in SMALL else 1) + 20
    return round(width), LINE * len(lines) + (4 if kind in SMALL else 12)
