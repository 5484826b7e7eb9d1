"""The order in which resources are made and deleted: CloudFormation goes by what needs what alone, and at once where nothing needs another.

POST /_local/orders with {"churn": 7} draws one of all orders that this leaves open for stack churn; null is MiniStack's own again, which never changes.
"""

import random
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Any

from ministack.services.cloudformation import changesets, handlers, stacks

from local.gateway.documents import App, changing, serving

PATH = "/_local/orders"
seeds: dict[str, int] = {}
change = changing(seeds, int)
seed: ContextVar[int | None] = ContextVar("seed", default=None)
Work = Callable[..., Coroutine[Any, Any, None]]


def register() -> None:
    """Draw an order wherever a stack is to have one."""
    sort = stacks._topological_sort
    stacks._topological_sort = lambda resources, conditions: in_order(resources, conditions, sort)
    handlers._deploy_stack_async = changesets._deploy_stack_async = ordered(handlers._deploy_stack_async)
    handlers._delete_stack_async = ordered(handlers._delete_stack_async)


def ordered(work: Work) -> Work:
    """Return a stack's work that is done in the stack's order."""

    async def do(name: str, *rest: Any, **named: Any) -> None:
        seed.set(seeds.get(name))
        await work(name, *rest, **named)

    return do


def in_order(resources: dict[str, Any], conditions: dict[str, bool], sort: Callable[..., list[str]]) -> list[str]:
    """Return resources, each behind what it needs, in a drawn order; MiniStack's sort tells of circles."""
    given = sort(resources, conditions)
    if seed.get() is None:
        return given
    chance, waiting, done = random.Random(seed.get()), sorted(given), list[str]()
    needs = {name: stacks._extract_deps(chosen(resources[name], conditions), set(given)) - {name} for name in given}
    while waiting:
        done.append(chance.choice([name for name in waiting if needs[name] <= set(done)]))
        waiting.remove(done[-1])
    return done


def chosen(value: Any, conditions: dict[str, bool]) -> Any:
    """Return a value with the branches that its conditions choose: what stands in the others is no dependency."""
    if isinstance(value, list):
        return [chosen(part, conditions) for part in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"Fn::If"}:
        condition, then, otherwise = value["Fn::If"]
        return chosen(then if conditions[condition] else otherwise, conditions)
    return {key: chosen(part, conditions) for key, part in value.items()}


def middleware(app: App) -> App:
    """Return an application that shows and sets orders and leaves the rest to another."""
    return serving(PATH, seeds, change, app)
