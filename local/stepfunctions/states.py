"""Where MiniStack's Step Functions is kinder than AWS, mended in one place.

A JSONata Parallel has its Arguments, Output and Assign, an inline Map its Items and ItemSelector too; every branch has variables of its own; a branch
that fails ends the others at once; states inside branches are in the history; a Choice's Condition has to be true or false; an execution that outlives
its machine's TimeoutSeconds is TIMED_OUT; starting one twice is idempotent.
"""

import functools
from typing import Any

from ministack.services import stepfunctions

from local.stepfunctions.branches import run_map, run_parallel
from local.stepfunctions.executions import run_within_timeout, start_once
from local.stepfunctions.walk import Context, State, run_branch


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
    stepfunctions._run_map_items = run_map
    stepfunctions._run_sub_machine = run_branch
    stepfunctions._run_execution = lambda arn: run_within_timeout(run_execution, arn)


def holds(rule: dict[str, Any], raw_input: Any, ctx: Context) -> bool:
    """Return whether a Choice's rule applies; a Condition that is neither true nor false is an error."""
    condition: bool = stepfunctions._jsonata_state_field(rule, "Condition", "boolean", raw_input, ctx)
    return condition
