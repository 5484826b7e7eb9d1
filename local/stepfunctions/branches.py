"""Parallel and Map: machines inside of a state run side by side, each with variables of its own; the first that fails ends the others.

A JSONata Parallel has its Arguments, a JSONata Map that is inline its Items, ItemSelector and MaxConcurrency, and both have their Output and Assign.
"""

import copy
import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

from ministack.services import stepfunctions

from local.stepfunctions.attempt import Over, TaskError, branch
from local.stepfunctions.walk import BranchOver, Context, State, note, run_branch

Result = tuple[Any, str | None]
original_map: Callable[..., Result] = stepfunctions._run_map_items


def run_parallel(state: State, raw_input: Any, execution: dict[str, Any], ctx: Context) -> Result:
    """Run all branches side by side."""
    arguments = stepfunctions._apply_jsonata_arguments(state, raw_input, ctx)

    def run(index: int) -> Any:
        machine = state["Branches"][index]
        return run_branch(machine["States"], machine["StartAt"], arguments, execution, own(ctx))

    return ended(state, raw_input, ctx, side_by_side(run, len(state["Branches"]), 0))


def run_map(state: State, raw_input: Any, execution: dict[str, Any], ctx: Context) -> Result:
    """Run the iterations of an inline Map side by side, so many at a time as it says."""
    processor = state.get("ItemProcessor", {})
    is_inline = processor.get("ProcessorConfig", {}).get("Mode", "INLINE") == "INLINE"
    if not is_inline or stepfunctions._state_query_language(state, ctx) != "JSONata":
        return original_map(state, raw_input, execution, ctx)
    items = stepfunctions._jsonata_state_field({"Items": "{% $states.input %}", **state}, "Items", "array", raw_input, ctx)
    name = ctx["State"]["Name"]
    note(execution, "MapStateStarted", "mapStateStartedEventDetails", {"length": len(items)})

    def run(index: int) -> Any:
        about = {"name": name, "index": index}
        note(execution, "MapIterationStarted", "mapIterationStartedEventDetails", about)
        within = {**own(ctx), "Map": {"Item": {"Index": index, "Value": items[index]}}}
        end = "Failed"
        try:
            given = (
                stepfunctions._apply_jsonata_template(state["ItemSelector"], raw_input, within) if "ItemSelector" in state else items[index]
            )
            result = run_branch(processor["States"], processor["StartAt"], given, execution, within)
            end = "Succeeded"
            return result
        except BranchOver:
            end = "Aborted"
            raise
        finally:
            note(execution, f"MapIteration{end}", f"mapIteration{end}EventDetails", about)

    try:
        results = side_by_side(run, len(items), most(state, raw_input, ctx))
    except TaskError:
        stepfunctions._add_event(execution, "MapStateFailed")
        raise
    stepfunctions._add_event(execution, "MapStateSucceeded")
    return ended(state, raw_input, ctx, results)


def most(state: State, raw_input: Any, ctx: Context) -> int:
    """Return how many iterations may run at a time, 0 for all."""
    found: int = stepfunctions._jsonata_state_field({"MaxConcurrency": 0, **state}, "MaxConcurrency", "number", raw_input, ctx)
    return found


def own(ctx: Context) -> Context:
    """Return a context whose variables are a copy."""
    return {**ctx, "variables": copy.deepcopy(ctx["variables"])}


def side_by_side(run: Callable[[int], Any], count: int, at_a_time: int) -> list[Any]:
    """Return the results of some runs; the first failure ends the others and is raised."""
    over = Over(branch.get(None))
    results: list[Any] = [None] * count
    failures: list[Exception] = []
    free = threading.Semaphore(at_a_time or count)

    def watched(index: int) -> None:
        branch.set(over)
        try:
            results[index] = run(index)
        except BranchOver:
            pass
        except Exception as failure:
            failures.append(failure)
            over.set()
        finally:
            free.release()

    threads = [threading.Thread(target=copy_context().run, args=(watched, index), daemon=True) for index in range(count)]
    for thread in threads:
        free.acquire()
        if not over.is_set():
            thread.start()
    for thread in (started for started in threads if started.ident):
        thread.join()
    if failures:
        first = failures[0]
        raise first if isinstance(first, TaskError) else TaskError("States.BranchFailed", str(first))
    return results


def ended(state: State, raw_input: Any, ctx: Context, results: list[Any]) -> Result:
    """Return what a state results in, and what follows it."""
    output = stepfunctions._apply_jsonata_output(state, raw_input, ctx, result=results, default=results)
    stepfunctions._apply_state_assign(state, raw_input, ctx, result=results)
    return output, stepfunctions._next_or_end(state)
