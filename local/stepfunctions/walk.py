"""The states of a branch, one after the other, each in the execution's history."""

import copy
import json
import threading
from typing import Any

from ministack.services import stepfunctions

from local.stepfunctions.attempt import TaskError, branch

Context = dict[str, Any]
State = dict[str, Any]


class BranchOver(Exception):
    """A branch stops in the middle: another branch failed, or the execution has ended."""


def run_branch(states: dict[str, State], start_at: str, given: Any, execution: dict[str, Any], ctx: Context) -> Any:
    """Run the states of a branch until its end; each is in the execution's history."""
    name: str | None = start_at
    current = copy.deepcopy(given)
    while name:
        if execution["status"] != "RUNNING" or (branch.get(None) or threading.Event()).is_set():
            raise BranchOver
        state, entered = states[name], name
        ctx["State"] = {"Name": name, "EnteredTime": stepfunctions.now_iso(), "RetryCount": 0}
        note(execution, f"{state['Type']}StateEntered", "stateEnteredEventDetails", {"name": name, "input": json.dumps(current)})
        current, name = step(state, current, execution, ctx)
        note(execution, f"{state['Type']}StateExited", "stateExitedEventDetails", {"name": entered, "output": json.dumps(current)})
    return current


def step(state: State, current: Any, execution: dict[str, Any], ctx: Context) -> tuple[Any, str | None]:
    """Run one state; return its output and the state that follows."""
    match state["Type"]:
        case "Fail":
            raise TaskError(*stepfunctions._fail_state_error(state, current, ctx))
        case "Succeed":
            return stepfunctions._apply_jsonata_output(state, current, ctx, default=current), None
        case "Task":
            done = stepfunctions._execute_task(state, current, execution, ctx)
        case "Parallel":
            done = stepfunctions._execute_parallel(state, current, execution, ctx)
        case "Map":
            done = stepfunctions._execute_map(state, current, execution, ctx)
        case kind:
            execute = {"Pass": stepfunctions._execute_pass, "Choice": stepfunctions._execute_choice, "Wait": stepfunctions._execute_wait}[
                kind
            ]
            done = execute(state, current, ctx)
    output, name = done
    return output, name


def note(execution: dict[str, Any], kind: str, key: str, details: dict[str, Any]) -> None:
    """Write an event into the history."""
    stepfunctions._add_event(execution, kind, {key: details})
