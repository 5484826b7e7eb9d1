import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from ministack.services import cloudformation
from ministack.services.cloudformation import changesets, handlers, stacks

from local.cloudformation import deletions

Template = dict[str, Any]
TOPICS = {"Resources": {name: {"Type": "AWS::SNS::Topic"} for name in ("First", "Second", "Third")}}
IN_TURN: Template = {"Resources": {**TOPICS["Resources"], "Third": {"Type": "AWS::SNS::Topic", "DependsOn": "Second"}}}


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What has been done to resources, by a CloudFormation of which a stack churn knows nothing yet."""
    found: list[str] = []

    def provision(kind: str, logical_id: str, properties: dict[str, Any], stack: str) -> tuple[str, dict[str, Any]]:
        found.append(f"create {logical_id}")
        if logical_id == "Second":  # in whose middle somebody deletes the stack
            handlers._ACTION_HANDLERS["DeleteStack"]({"StackName": ["churn"]})
        return logical_id, {}

    for module, names in {
        stacks: ("_deploy_stack_async", "_delete_stack_async", "_roll_back_operation"),
        handlers: ("_deploy_stack_async", "_delete_stack_async", "_delete_stack"),
        changesets: ("_deploy_stack_async",),
    }.items():
        for name in names:
            monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setattr(handlers, "_ACTION_HANDLERS", dict(handlers._ACTION_HANDLERS))
    monkeypatch.setattr(stacks, "_provision_resource", provision)
    monkeypatch.setattr(stacks, "_delete_resource", lambda kind, physical_id, *rest: found.append(f"delete {physical_id}"))
    deletions.register()
    yield found
    cloudformation._stacks.pop("churn", None)


def stack_of(status: str) -> dict[str, Any]:
    """Let there be a stack churn, and return its record."""
    record = {"StackName": "churn", "StackId": "arn:churn", "StackStatus": status, "_resources": {}, "_conditions": {}}
    cloudformation._stacks["churn"] = record
    cloudformation._stack_events["arn:churn"] = []
    return record


async def deployed(keep: bool) -> None:
    """Create the stack, and wait until nothing of it is at work any more."""
    await handlers._deploy_stack_async("churn", "arn:churn", IN_TURN, {}, keep, [])
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others)


@pytest.mark.parametrize("keep", [False, True], ids=["rolling back", "without rollback"])
def test_a_creation_ends_where_its_stack_is_deleted_and_what_it_made_goes(done: list[str], keep: bool) -> None:
    record = stack_of("CREATE_IN_PROGRESS")
    asyncio.run(deployed(keep))
    assert done == ["create First", "create Second", "delete Second", "delete First"]
    assert record["StackStatus"] == "DELETE_COMPLETE"
    reasons = [event.get("ResourceStatusReason") for event in cloudformation._stack_events["arn:churn"]]
    assert "Resource creation cancelled" in reasons


@pytest.mark.parametrize("status", ["UPDATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"])
def test_a_stack_that_is_being_updated_cannot_be_deleted(done: list[str], status: str) -> None:
    stack_of(status)
    code, _, body = handlers._ACTION_HANDLERS["DeleteStack"]({"StackName": ["churn"]})
    assert (code, f"Stack [arn:churn] cannot be deleted while in status {status}" in body.decode()) == (400, True)


def test_a_deletion_that_is_asked_for_again_goes_on(done: list[str]) -> None:
    stack_of("DELETE_IN_PROGRESS")
    assert handlers._ACTION_HANDLERS["DeleteStack"]({"StackName": ["churn"]})[0] == 200
    assert done == []
