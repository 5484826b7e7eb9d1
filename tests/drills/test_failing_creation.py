"""A stack whose creation fails rolls back to nothing, wherever it failed; one whose update fails is what it was, and serves on."""

import json
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from examples.byod.digits import as_csv, split
from local import inventory
from local.commands import CommandFailed
from local.launcher import LocalAws
from local.stack import Stack
from tests.drills.test_teardown import begin
from tests.local.company import beginning_with
from tests.local.conftest import base_image, ready
from tests.local.packaged import deploy, update, upload
from tests.local.waiting import until
from tools.leaks import of_stack


def fail_at(aws: LocalAws, stack: str, logical_id: str | None) -> None:
    """Have the creation of a resource fail, or none any more."""
    request = urllib.request.Request(f"{aws.url}/_local/failures", json.dumps({stack: logical_id}).encode(), method="POST")
    urllib.request.urlopen(request, timeout=10).close()


def made(aws: LocalAws, stack: str) -> dict[str, str]:
    """Return the type of each of a stack's resources, in the order in which they were made."""
    events = aws.client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=stack)
    of_all = [event for page in events for event in page["StackEvents"] if event["ResourceStatus"] == "CREATE_COMPLETE"]
    types = {event["LogicalResourceId"]: event["ResourceType"] for event in reversed(of_all)}  # the newest stands first
    return {name: kind for name, kind in types.items() if kind != "AWS::CloudFormation::Stack"}


def one_of_each_type(resources: dict[str, str]) -> dict[str, str]:
    """Return the first resource of each type, and every custom resource."""
    seen = set[str]()
    found = {}
    for name, kind in resources.items():
        if kind not in seen or kind.startswith("Custom::"):
            seen.add(kind)
            found[name] = kind
    return found


def test_a_creation_that_fails_anywhere_leaves_nothing(
    aws: LocalAws, built: Path, kinds: dict[str, dict[str, str]], request: pytest.FixtureRequest
) -> None:
    template, ends = upload(aws, built), {}
    tried = set[str]()
    for kind, given in kinds.items():
        whole = Stack(aws, f"whole-{kind}")
        update(whole, template, given)
        resources = made(aws, whole.name)
        whole.remove()
        if not request.config.getoption("every_resource"):
            resources = one_of_each_type(resources)
        for name in [name for name in resources if name not in tried]:
            ends[name] = half(aws, template, given, name)
        tried |= resources.keys()
    assert len(tried) > 30
    assert ends == dict.fromkeys(tried, ("ROLLBACK_COMPLETE", []))


def half(aws: LocalAws, template: str, given: dict[str, str], failing: str) -> tuple[str, list[str]]:
    """Return how the creation of a stack ends at a resource that fails, and what is left of it."""
    fail_at(aws, "half", failing)
    stack, began = Stack(aws, "half"), time.monotonic()
    with pytest.raises(CommandFailed, match=f"{failing} is to fail"):
        update(stack, template, given)
    (described,) = aws.client("cloudformation").describe_stacks(StackName="half")["Stacks"]
    end = (str(described["StackStatus"]), of_stack("half", inventory.take(aws.client)))
    print(f"{failing}: {end} after {time.monotonic() - began:.1f} seconds", flush=True)
    stack.remove()
    fail_at(aws, "half", None)
    return end


# In whose creation somebody deletes the stack: early, in the middle, while an instance takes its time, and with everything but the outputs there.
MOMENTS = ("StackNameCheck", "EndpointLogs", "NotebookInstance", "SageMakerTeardown")


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_creation_that_is_cancelled_leaves_nothing(aws: LocalAws, built: Path, kinds: dict[str, dict[str, str]], moment: str) -> None:
    name = f"cancelled-{MOMENTS.index(moment)}"
    create(aws, name, upload(aws, built), kinds["own"])
    until(lambda: moment in begun(aws, name), 180)
    delete = Stack.delete if moment == "EndpointLogs" else begin  # sam does it, too, but looks every thirty seconds whether it is done
    delete(Stack(aws, name))
    assert ended(aws, name) == "DELETE_COMPLETE"
    assert of_stack(name, inventory.take(aws.client)) == []
    assert "SageMakerTeardown" in begun(aws, name) or moment != "SageMakerTeardown"


def test_what_a_creation_without_rollback_has_left_is_deleted_also_if_that_is_asked_for_twice(
    aws: LocalAws, built: Path, kinds: dict[str, dict[str, str]]
) -> None:
    client = aws.client("cloudformation")
    fail_at(aws, "kept", "SettleFunction")
    create(aws, "kept", upload(aws, built), kinds["own"], DisableRollback=True)
    assert ended(aws, "kept") == "CREATE_FAILED"
    assert len(of_stack("kept", inventory.take(aws.client))) > 50
    for _ in range(2):
        client.delete_stack(StackName="kept")
    assert ended(aws, "kept") == "DELETE_COMPLETE"
    assert of_stack("kept", inventory.take(aws.client)) == []
    client.delete_stack(StackName="kept")


def create(aws: LocalAws, name: str, template: str, given: dict[str, str], **more: bool) -> None:
    """Begin to create a stack."""
    parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]
    capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    aws.client("cloudformation").create_stack(
        StackName=name, TemplateURL=template, Parameters=parameters, Capabilities=capabilities, **more
    )


def begun(aws: LocalAws, name: str) -> set[str]:
    """Return the resources that a stack has begun to create."""
    (described,) = [found for found in stacks(aws) if found["StackName"] == name]
    pages = aws.client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=described["StackId"])
    return {event["LogicalResourceId"] for page in pages for event in page["StackEvents"]}


def ended(aws: LocalAws, name: str) -> str:
    """Wait until a stack is at rest, and return its status."""

    def status() -> str:
        return next(str(found["StackStatus"]) for found in stacks(aws) if found["StackName"] == name)

    until(lambda: not status().endswith("_IN_PROGRESS"), 300)
    return status()


def stacks(aws: LocalAws) -> list[dict[str, Any]]:
    """Return all stacks, the deleted among them, the newest first."""
    pages = aws.client("cloudformation").get_paginator("list_stacks").paginate()
    return [found for page in pages for found in page["StackSummaries"]]


# A resource that the update brings, two that it changes, one of them in place with a key of the company's, and the last.
FAILING = ("ScheduleRule", "BuildTable", "LaunchFunction", "NotebookInstance")


def test_an_update_that_fails_is_rolled_back_and_the_stack_serves_and_builds(
    aws: LocalAws, built: Path, kinds: dict[str, dict[str, str]], stack: Stack, tmp_path: Path
) -> None:
    updated = ready(aws, built, "updated", tmp_path, source=beginning_with(base_image(stack), tmp_path))
    assert updated.build()["status"] == "SUCCEEDED"
    for failing in FAILING:
        before, keys = of_stack("updated", inventory.take(aws.client)), keys_of(aws, "updated")
        fail_at(aws, "updated", failing)
        with pytest.raises(CommandFailed, match=f"{failing} is to fail"):
            deploy(updated, built, kinds["own"])
        assert ended(aws, "updated") == "UPDATE_ROLLBACK_COMPLETE"
        assert (of_stack("updated", inventory.take(aws.client)), keys_of(aws, "updated")) == (before, keys)
        assert updated.invoke(as_csv(split()[1][:1], labels=False)).strip() == "2"
        assert updated.build()["status"] == "SUCCEEDED"
    fail_at(aws, "updated", None)
    turn_back(aws, upload(aws, built), kinds["own"])
    assert updated.build()["status"] == "SUCCEEDED"
    deploy(updated, built, kinds["own"])
    assert updated.build()["status"] == "SUCCEEDED"
    updated.remove()
    assert of_stack("updated", inventory.take(aws.client)) == []


def turn_back(aws: LocalAws, template: str, given: dict[str, str]) -> None:
    """Begin an update, in which the stack cannot be deleted, and cancel it."""
    client = aws.client("cloudformation")
    parameters = [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]
    client.update_stack(
        StackName="updated", TemplateURL=template, Parameters=parameters, Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    )
    with pytest.raises(ClientError, match="cannot be deleted while in status UPDATE_IN_PROGRESS"):
        client.delete_stack(StackName="updated")
    client.cancel_update_stack(StackName="updated")
    assert ended(aws, "updated") == "UPDATE_ROLLBACK_COMPLETE"


def keys_of(aws: LocalAws, stack: str) -> dict[str, str | None]:
    """Return the keys of a stack's log groups."""
    pages = aws.client("logs").get_paginator("describe_log_groups").paginate()
    groups = [group for page in pages for group in page["logGroups"]]
    return {group["logGroupName"]: group.get("kmsKeyId") for group in groups if of_stack(stack, [f"logs {group['logGroupName']}"])}
