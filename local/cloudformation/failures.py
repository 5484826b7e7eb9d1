"""Creations and updates that fail: POST /_local/failures with {"churn": "BuildTable"} lets the resource of that logical id fail, null no more.

Where a stack rolls back it does not fail. What a failed creation leaves is as on AWS: a custom resource whose function said FAILED is sent a Delete as the
rollback begins.
"""

from typing import Any

from ministack.services import cloudformation
from ministack.services.cloudformation import provisioners, stacks

from local.gateway.documents import App, changing, serving

PATH = "/_local/failures"
CUSTOM = "Custom::"
failing: dict[str, str] = {}
change = changing(failing, str)


class ToFail(Exception):
    """The message is the resource's status reason."""


def register() -> None:
    """Make creations and updates fail that are to fail, and delete what has failed by itself."""
    provision, update = stacks._provision_resource, stacks._update_resource

    def provision_or_fail(resource_type: str, logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        fail(stack, logical_id)
        try:
            return provision(resource_type, logical_id, properties, stack)
        except RuntimeError:
            if resource_type.startswith(CUSTOM):
                provisioners._delete_resource(resource_type, f"{stack}-{logical_id}-failed", properties, stack, logical_id)
            raise

    def update_or_fail(kind: str, physical_id: str, old: Any, new: Any, stack: str, logical_id: str, *rest: Any) -> Any:
        if old != new and cloudformation._stacks[stack]["StackStatus"] == "UPDATE_IN_PROGRESS":
            fail(stack, logical_id)
        return update(kind, physical_id, old, new, stack, logical_id, *rest)

    stacks._provision_resource, stacks._update_resource = provision_or_fail, update_or_fail


def fail(stack: str, logical_id: str) -> None:
    """Fail if the resource is to."""
    if failing.get(stack) == logical_id:
        raise ToFail(f"{logical_id} is to fail, as asked for at {PATH}")


def middleware(app: App) -> App:
    """Return an application that shows and sets failures and leaves the rest to another."""
    return serving(PATH, failing, change, app)
