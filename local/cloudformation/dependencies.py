"""Deletions that fail: what a resource needs that could not be deleted is kept for the next attempt, as its function and that one's role.

MiniStack goes on with everything else, so that no second deletion could find the function of a custom resource.
"""

from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import stacks

failed: dict[str, set[str]] = {}


class Needed(Exception):
    """The message is the resource's status reason."""


def register() -> None:
    """Keep what is needed."""
    delete = stacks._delete_resource

    def delete_unless_needed(kind: str, physical_id: str, properties: dict[str, Any], stack: str, logical_id: str) -> None:
        failures = failed.setdefault(stack, set())
        failures.discard(logical_id)
        if logical_id in needed(stack, failures):
            raise Needed(f"{logical_id} is needed by what could not be deleted: {', '.join(sorted(failures))}")
        try:
            delete(kind, physical_id, properties, stack, logical_id)
        except Exception:
            failures.add(logical_id)
            raise

    stacks._delete_resource = delete_unless_needed


def needed(stack: str, failures: set[str]) -> set[str]:
    """Return all that a stack's resources need that could not be deleted."""
    record = cloudformation._stacks.get(stack, {})
    return set(stacks._with_dependencies(failures, record.get("_template", {}).get("Resources", {}), set(record.get("_resources", {}))))
