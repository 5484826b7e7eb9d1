"""Every path through the state machine, run by a second interpreter: nothing is skipped, and nothing cannot be reached."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from sfnx.testing import Execution

from tests.statemachine.builds import DEFINITION, go
from tests.statemachine.paths import PATHS
from tests.statemachine.test_failures import ONES_OWN_WAY, failing

Machine = dict[str, Any]


@pytest.fixture(scope="module")
def executions() -> list[Execution]:
    """Every path, and every Task failing in its turn."""
    return [*(go(path.plan, path.answers) for path in PATHS.values()), *(failing(state) for state in ONES_OWN_WAY)]


@pytest.mark.parametrize("name", PATHS)
def test_a_build_goes_its_way(name: str) -> None:
    path = PATHS[name]
    assert " > ".join(go(path.plan, path.answers).states) == path.states


def machines(machine: Machine) -> Iterator[Machine]:
    """Yield a machine, those of its branches and what its Maps do."""
    yield machine
    for state in machine["States"].values():
        for inner in [*state.get("Branches", []), *([state["ItemProcessor"]] if "ItemProcessor" in state else [])]:
            yield from machines(inner)


def test_every_state_is_entered_by_some_path(executions: list[Execution]) -> None:
    all_states = {name for machine in machines(DEFINITION) for name in machine["States"]}
    assert len(all_states) == 72
    assert all_states - {name for execution in executions for name in execution.states} == set()


def test_every_transition_is_taken_by_some_path(executions: list[Execution]) -> None:
    """Each Choice goes every way, each Catch is needed, and so is each Next."""
    taken = set()
    for machine in machines(DEFINITION):
        for execution in executions:
            taken |= set(pairwise(name for name in execution.states if name in machine["States"]))
    possible = {
        (name, target) for machine in machines(DEFINITION) for name, state in machine["States"].items() for target in targets(state)
    }
    assert len(possible) == 137
    assert possible - taken == set()


def targets(state: dict[str, Any]) -> set[str]:
    """Return where a state may lead."""
    parts = [state, *state.get("Choices", []), *state.get("Catch", [])]
    return {part[key] for part in parts for key in ("Next", "Default") if key in part}
