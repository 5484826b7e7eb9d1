"""Where MiniStack's Step Functions is kinder than AWS, mended in one place.

A JSONata Parallel has its Arguments, Output and Assign; every branch has variables of its own; a branch that fails ends the others at once; states
inside branches are in the history; a Choice's Condition has to be true or false; an execution that outlives its machine's TimeoutSeconds is TIMED_OUT;
starting one twice is idempotent.
"""

import copy
import functools
import json
import threading
from contextvars import copy_context
from typing import Any

from ministack.services import stepfunctions

from local.stepfunctions.attempt import TaskError, branch
from local.stepfunctions.executions import run_within_timeout, start_once

Context = dict[str, Any]


State = dict[str, Any]


class BranchOver(Exception):
    """A branch stops in the middle: another branch failed, or the execution has ended."""


def register() -> None:
    """Put the mended parts in place."""
    run_execution, apply_output_path = stepfunctions._run_execution, stepfunctions._apply_output_path

    def apply_output(state: State, data: Any, ctx: Context | None = None) -> Any:
        """Apply the Output of a JSONata Succeed, which MiniStack takes for JSONPath."""
        if state.get("Type") == "Succeed" and "Output" in state:
            return stepfunctions._apply_jsonata_output(state, data, ctx, default=data)
        return apply_output_path(state, data, ctx)

    stepfunctions._start_execution = functools.partial(start_once, stepfunctions._start_execution)
    stepfunctions._apply_output_path = apply_output
    stepfunctions._evaluate_jsonata_choice_rule = holds
    stepfunctions._run_parallel_branches = run_parallel
    stepfunctions._run_sub_machine = run_branch
    stepfunctions._run_execution = lambda arn: run_within_timeout(run_execution, arn)


def holds(rule: dict[str, Any], raw_input: Any, ctx: Context) -> bool:
    """Return whether a Choice's rule applies; a Condition that is neither true nor false is an error."""
    condition: bool = stepfunctions._jsonata_state_field(rule, "Condition", "boolean", raw_input, ctx)
    return condition


def run_parallel(state: State, raw_input: Any, execution: dict[str, Any], ctx: Context) -> tuple[Any, str | None]:
    """Run all branches side by side; the first failure ends the others and is the state's own."""
    arguments = stepfunctions._apply_jsonata_arguments(state, raw_input, ctx)
    results: list[Any] = [None] * len(state["Branches"])
    failures: list[BaseException] = []
    over = threading.Event()

    def run(index: int, machine: dict[str, Any]) -> None:
        branch.set(over)
        own = {**ctx, "variables": copy.deepcopy(ctx["variables"])}
        try:
            results[index] = run_branch(machine["States"], machine["StartAt"], arguments, execution, own)
        except BranchOver:
            pass
        except Exception as failure:
            failures.append(failure)
            over.set()

    threads = [
        threading.Thread(target=copy_context().run, args=(run, index, machine), daemon=True)
        for index, machine in enumerate(state["Branches"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        first = failures[0]
        raise first if isinstance(first, TaskError) else TaskError("States.BranchFailed", str(first))
    output = stepfunctions._apply_jsonata_output(state, raw_input, ctx, result=results, default=results)
    stepfunctions._apply_state_assign(state, raw_input, ctx, result=results)
    return output, stepfunctions._next_or_end(state)


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
