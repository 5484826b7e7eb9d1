"""Which state follows which, read from a state machine's definition."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Edge:
    """A way from one state to another: the usual one, or the one that an error takes."""

    source: str
    target: str
    error: bool = False


@dataclass(frozen=True)
class Flow:
    """A state machine, or a branch of one: its states' types, the ways between them, and what runs inside of which state."""

    start: str
    kinds: dict[str, str]
    edges: tuple[Edge, ...]
    inner: dict[str, tuple["Flow", ...]]

    @cached_property
    def main(self) -> tuple[str, ...]:
        """Return the states that are reached without an error, each before those that follow it."""
        left: list[str] = []
        self._leave(self.start, left, set())
        return tuple(reversed(left))

    def _leave(self, name: str, left: list[str], seen: set[str]) -> None:
        seen.add(name)
        for target in self.following(name):
            if target not in seen:
                self._leave(target, left, seen)
        left.append(name)

    @property
    def side(self) -> tuple[str, ...]:
        """Return the states that only an error leads to."""
        return tuple(name for name in self.kinds if name not in self.main)

    def following(self, name: str) -> list[str]:
        """Return where a state leads to without an error."""
        return [edge.target for edge in self.edges if edge.source == name and not edge.error]

    def is_back(self, edge: Edge) -> bool:
        """Return whether an edge between two main states leads to one that came before."""
        return self.main.index(edge.target) <= self.main.index(edge.source)

    @cached_property
    def rows(self) -> dict[str, int]:
        """Return in which row each main state stands: below all those that lead to it."""
        rows = dict.fromkeys(self.main, 0)
        for name in self.main:
            for edge in self.edges:
                if edge.source == name and not edge.error and not self.is_back(edge):
                    rows[edge.target] = max(rows[edge.target], rows[name] + 1)
        return rows

    @cached_property
    def tails(self) -> dict[str, int]:
        """Return how many rows may follow each main state."""
        tails = dict.fromkeys(self.main, 0)
        for name in reversed(self.main):
            ahead = [tails[edge.target] + 1 for edge in self.edges if edge.source == name and not edge.error and not self.is_back(edge)]
            tails[name] = max(ahead, default=0)
        return tails


def flow(machine: dict[str, Any]) -> Flow:
    """Return the flow of a machine in the Amazon States Language, or of a branch of one."""
    states: dict[str, dict[str, Any]] = machine["States"]
    edges: dict[Edge, None] = {}
    for name, state in states.items():
        usual = [state.get("Next"), *(choice.get("Next") for choice in state.get("Choices", [])), state.get("Default")]
        edges |= {Edge(name, target): None for target in usual if target}
        edges |= {Edge(name, catch["Next"], error=True): None for catch in state.get("Catch", []) if Edge(name, catch["Next"]) not in edges}
    inner = {name: tuple(flow(branch) for branch in branches(state)) for name, state in states.items() if branches(state)}
    return Flow(machine["StartAt"], {name: state["Type"] for name, state in states.items()}, tuple(edges), inner)


def branches(state: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what runs inside of a state: a Parallel's branches, or what a Map does with each item."""
    found: list[dict[str, Any]] = state.get("Branches", [])
    return [*found, state["ItemProcessor"]] if "ItemProcessor" in state else found
