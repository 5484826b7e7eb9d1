"""What Step Functions refuses in a state machine's definition, and MiniStack does not.

A variable has one scope: a name that the states outside of a Parallel or Map assign may not be assigned inside of it.
https://docs.aws.amazon.com/step-functions/latest/dg/workflow-variables.html
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from ministack.services import stepfunctions

Machine = dict[str, Any]


def register() -> None:
    """Let CreateStateMachine and UpdateStateMachine refuse it, too."""
    validate: Callable[[Any], str | None] = stepfunctions._validate_definition_jsonata
    stepfunctions._validate_definition_jsonata = lambda definition: validate(definition) or refusal(definition)


def refusal(definition: Any) -> str | None:
    """Return why a definition, as text, is refused; None if it is not. Text that is no JSON is judged elsewhere."""
    try:
        shadowing = next(shadowed(json.loads(definition), frozenset()), None)
    except (TypeError, ValueError):
        return None
    return (
        f"INVALID_VARIABLE: the variable {shadowing} belongs to an outer scope, and cannot be assigned in an inner one"
        if shadowing
        else None
    )


def shadowed(machine: Machine, outer: frozenset[str]) -> Iterator[str]:
    """Yield the variables that a machine's inner machines assign although an outer one does."""
    own = assigned(machine)
    yield from sorted(own & outer)
    for state in machine["States"].values():
        for inner in inner_machines(state):
            yield from shadowed(inner, outer | own)


def assigned(machine: Machine) -> frozenset[str]:
    """Return the variables that a machine's own states assign, in any way that they end."""
    parts = (part for state in machine["States"].values() for part in (state, *state.get("Catch", []), *state.get("Choices", [])))
    return frozenset(name for part in parts for name in part.get("Assign", {}))


def inner_machines(state: dict[str, Any]) -> list[Machine]:
    """Return the machines inside a Parallel or a Map."""
    maps = [state[key] for key in ("ItemProcessor", "Iterator") if key in state]
    return [*state.get("Branches", []), *maps]
