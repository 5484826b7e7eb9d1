"""The state machine as a picture, in which a build's states are marked."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sagebuild.errors import SageBuildError
from sagebuild.graph import marks
from sagebuild.graph.flow import flow
from sagebuild.graph.layout import layout
from sagebuild.graph.svg import svg
from sagebuild.states import State


@dataclass(frozen=True)
class Graph:
    """A picture of the state machine; a notebook shows it by itself.

    Attributes:
        svg: the picture, as SVG.
    """

    svg: str

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return "A graph: a notebook shows it, and save('graph.svg') writes it into a file"

    def save(self, path: str | Path) -> None:
        """Write the picture into a file, whose name ends with .svg."""
        if Path(path).suffix.lower() != ".svg":
            raise SageBuildError(f"A graph is saved as SVG: let the name {path} end with .svg")
        Path(path).write_text(self.svg, encoding="utf-8")


def graph(definition: dict[str, Any], states: Sequence[State], title: str = "") -> Graph:
    """Return the picture of a definition in the Amazon States Language; of a state that was entered several times the last time counts."""
    whole = flow(definition)
    return Graph(svg(layout(whole), marks.statuses(whole, states), marks.taken(whole, states), title or "SageBuild's state machine"))
