"""Deletions of stacks that are at work: a creation ends where it is, and what it has made goes; an update has to end by itself.

MiniStack would go on with either of them beside the deletion.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, handlers, stacks

DELETING = "DELETE_IN_PROGRESS"
at_work: set[str] = set()


class Cancelled(Exception):
    """The message is the resource's status reason."""


def register() -> None:
    """Put them before MiniStack's own."""
    deploy, roll_back, provision = stacks._deploy_stack_async, stacks._roll_back_operation, stacks._provision_resource
    delete, delete_stack = stacks._delete_stack_async, handlers._delete_stack

    async def deploy_noted(name: str, stack_id: str, template: dict[str, Any], *rest: Any, **named: Any) -> None:
        at_work.add(stack_id)
        cloudformation._stacks[name].setdefault("_template", template)  # of one that fails, its deletion has to know what needs what
        try:
            await deploy(name, stack_id, template, *rest, **named)
        finally:
            at_work.discard(stack_id)

    def provision_unless_deleted(kind: str, logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        if cloudformation._stacks.get(stack, {}).get("StackStatus") == DELETING:
            raise Cancelled("Resource creation cancelled")
        return provision(kind, logical_id, properties, stack)

    async def roll_back_unless_deleted(name: str, stack_id: str, stack: dict[str, Any], *rest: Any, **named: Any) -> None:
        if stack["StackStatus"] != DELETING:
            await roll_back(name, stack_id, stack, *rest, **named)

    async def delete_when_still(name: str, stack_id: str, *rest: Any, **named: Any) -> None:
        while stack_id in at_work:
            await asyncio.sleep(0.05)
        await delete(name, stack_id, *rest, **named)

    stacks._roll_back_operation, stacks._provision_resource = roll_back_unless_deleted, provision_unless_deleted
    handlers._deploy_stack_async = changesets._deploy_stack_async = deploy_noted
    handlers._delete_stack_async = delete_when_still
    handlers._ACTION_HANDLERS["DeleteStack"] = refused_in_updates(delete_stack)


def refused_in_updates(delete_stack: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """Return DeleteStack as AWS has it: refused where an update is under way, and nothing new where a deletion is."""

    def answer(params: dict[str, Any]) -> Any:
        stack = handlers._resolve_stack(handlers._p(params, "StackName")) or {}
        status = str(stack.get("StackStatus"))
        if status.startswith("UPDATE_") and status.endswith("_IN_PROGRESS"):
            return handlers._error("ValidationError", f"Stack [{stack['StackId']}] cannot be deleted while in status {status}")
        if status == DELETING:
            return handlers._xml(200, "DeleteStackResponse", "")
        answered = delete_stack(params)
        if answered[0] == 200 and stack.get("StackId") in at_work:
            stack["StackStatus"] = DELETING
        return answered

    return answer
