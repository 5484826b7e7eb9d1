"""What a build has done, as it is marked in the graph."""

from collections.abc import Sequence

from sagebuild.graph.flow import Edge, Flow
from sagebuild.states import State


def statuses(flow: Flow, states: Sequence[State]) -> dict[str, str]:
    """Return each entered state's status; one that was entered several times has its last, one that ends in failure has failed."""
    found = {state.name: "FAILED" if state.kind == "Fail" else state.status for state in states}
    for name, branches in flow.inner.items():
        for branch in branches:
            found |= statuses(branch, [state for state in states if state.name in every(branch)])
            if name in found and any(found.get(inner) == "FAILED" and kind == "Fail" for inner, kind in branch.kinds.items()):
                found[name] = "FAILED"
    return found


def every(flow: Flow) -> set[str]:
    """Return the names of a flow's states, and of all within them."""
    return set(flow.kinds).union(*(every(branch) for branches in flow.inner.values() for branch in branches))


def taken(flow: Flow, states: Sequence[State]) -> set[Edge]:
    """Return the edges that a build went along: from each state to what came first of all that may follow it."""
    found: set[Edge] = set()
    for number, state in enumerate(states):
        ways = {edge.target: edge for edge in flow.edges if edge.source == state.name and edge.error == (went_wrong(flow, state, states))}
        first = next((later.name for later in states[number + 1 :] if later.name in ways), None)
        found |= {ways[first]} if first else set()
    return found.union(*(taken(branch, states) for branches in flow.inner.values() for branch in branches))


def went_wrong(flow: Flow, state: State, states: Sequence[State]) -> bool:
    """Return whether a state failed, itself or by what it held."""
    return state.status == "FAILED" or (state.name in flow.inner and statuses(flow, states).get(state.name) == "FAILED")
