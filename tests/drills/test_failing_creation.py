"""A stack whose creation fails rolls back to nothing, wherever it failed; one whose update fails is what it was, and serves on."""

import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from examples.byod.digits import as_csv, split
from local import inventory
from local.commands import CommandFailed
from local.launcher import LocalAws
from local.stack import Stack
from tests.local.conftest import ready
from tests.local.packaged import deploy
from tools.leaks import of_stack

# Everything that a stack can have is in this one.
WHOLE = {"NotebookInstanceType": "ml.t3.medium", "BuildSchedule": "rate(1 day)", "NotificationEmail": "somebody@example.com"}


def fail_at(aws: LocalAws, stack: str, logical_id: str | None) -> None:
    """Have the creation of a resource fail, or none any more."""
    request = urllib.request.Request(f"{aws.url}/_local/failures", json.dumps({stack: logical_id}).encode(), method="POST")
    urllib.request.urlopen(request, timeout=10).close()


def first_of_each_type(aws: LocalAws, stack: str) -> list[str]:
    """Return one resource of each type, and every custom resource, in the order in which they were made."""
    events = aws.client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=stack)
    made = [event for page in events for event in page["StackEvents"] if event["ResourceStatus"] == "CREATE_COMPLETE"]
    seen, found = {"AWS::CloudFormation::Stack"}, []
    for event in reversed(made):  # the newest stands first
        if event["ResourceType"] not in seen or event["ResourceType"].startswith("Custom::"):
            seen.add(event["ResourceType"])
            found.append(event["LogicalResourceId"])
    return found


@pytest.fixture
def failing(aws: LocalAws, built: Path) -> Iterator[list[str]]:
    """The resources that fail, one after the other."""
    whole = Stack(aws, "whole")
    deploy(whole, built, WHOLE)
    found = first_of_each_type(aws, "whole")
    whole.remove()
    yield found
    fail_at(aws, "half", None)


def test_a_creation_that_fails_anywhere_leaves_nothing(aws: LocalAws, built: Path, failing: list[str]) -> None:
    assert len(failing) > 30
    ends = {}
    began = time.monotonic()
    for logical_id in failing:
        fail_at(aws, "half", logical_id)
        half = Stack(aws, "half")
        with pytest.raises(CommandFailed, match=f"{logical_id} is to fail"):
            deploy(half, built, WHOLE)
        (described,) = aws.client("cloudformation").describe_stacks(StackName="half")["Stacks"]
        ends[logical_id] = (described["StackStatus"], of_stack("half", inventory.take(aws.client)))
        print(f"{time.monotonic() - began:.0f} seconds: {logical_id}: {ends[logical_id]}", flush=True)
        half.remove()
    assert ends == dict.fromkeys(failing, ("ROLLBACK_COMPLETE", []))


def test_an_update_that_fails_is_rolled_back_and_the_endpoint_serves_on(aws: LocalAws, built: Path, tmp_path: Path) -> None:
    stack = ready(aws, built, "updated", tmp_path)
    assert stack.build()["status"] == "SUCCEEDED"
    before = of_stack("updated", inventory.take(aws.client))
    fail_at(aws, "updated", "ScheduleRule")
    with pytest.raises(CommandFailed, match="ScheduleRule is to fail"):
        deploy(stack, built, {**WHOLE, "QuietSeconds": "60"})
    (described,) = aws.client("cloudformation").describe_stacks(StackName="updated")["Stacks"]
    assert described["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert of_stack("updated", inventory.take(aws.client)) == before
    assert stack.invoke(as_csv(split()[1][:1], labels=False)).strip() == "2"
    fail_at(aws, "updated", None)
    assert stack.build()["status"] == "SUCCEEDED"
    stack.remove()
    assert of_stack("updated", inventory.take(aws.client)) == []
