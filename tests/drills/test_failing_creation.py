"""A stack whose creation fails rolls back to nothing, wherever it failed; one whose update fails is what it was, and serves on."""

import json
import time
import urllib.request
from pathlib import Path

import pytest

from examples.byod.digits import as_csv, split
from local import inventory
from local.commands import CommandFailed
from local.launcher import LocalAws
from local.stack import Stack
from tests.local.conftest import ready
from tests.local.packaged import deploy, update, upload
from tests.local.test_two_stacks import company
from tools.leaks import of_stack

PUSHES = {"BranchBuildTrigger": "main"}
# Everything that a stack can have of its own, and everything that it can be brought: together they have every resource of the template.
OWN = {
    **PUSHES,
    "NotebookInstanceType": "ml.t3.medium",
    "BuildSchedule": "rate(1 day)",
    "NotificationEmail": "somebody@example.com",
    "BucketTriggerBuild": "True",
    "AlexaSkillId": "amzn1.ask.skill.11111111-2222-3333-4444-555555555555",
    "PromoteFrom": "another",
}
BROUGHT = {
    **PUSHES,
    "NotebookInstanceType": "NONE",
    "BucketTriggerBuild": "True",
    "ExternalDataBucket": "brought",
    "ExternalGithubRepo": "https://github.com/somebody/models",
}


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


@pytest.fixture(scope="module")
def kinds(aws: LocalAws) -> dict[str, dict[str, str]]:
    """The parameters of a stack that has everything of its own, and of one that is brought it."""
    asked = company(aws)
    aws.client("s3").create_bucket(Bucket="brought")
    secret = aws.client("secretsmanager").create_secret(Name="webhook", SecretString="shared")["ARN"]
    topic = aws.client("sns").create_topic(Name="brought")["TopicArn"]
    of_github = {"GithubWebhookSecretArn": secret, "GithubTokenSecretArn": secret, "ExternalLaunchTopic": topic}
    return {"own": {**OWN, **asked}, "brought": {**BROUGHT, **of_github, **asked}}


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
        for name in resources.keys() - tried:
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


def test_an_update_that_fails_is_rolled_back_and_the_endpoint_serves_on(aws: LocalAws, built: Path, tmp_path: Path) -> None:
    stack = ready(aws, built, "updated", tmp_path)
    assert stack.build()["status"] == "SUCCEEDED"
    before = of_stack("updated", inventory.take(aws.client))
    fail_at(aws, "updated", "ScheduleRule")
    with pytest.raises(CommandFailed, match="ScheduleRule is to fail"):
        deploy(stack, built, {**OWN, "QuietSeconds": "60"})
    (described,) = aws.client("cloudformation").describe_stacks(StackName="updated")["Stacks"]
    assert described["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert of_stack("updated", inventory.take(aws.client)) == before
    assert stack.invoke(as_csv(split()[1][:1], labels=False)).strip() == "2"
    fail_at(aws, "updated", None)
    assert stack.build()["status"] == "SUCCEEDED"
    stack.remove()
    assert of_stack("updated", inventory.take(aws.client)) == []
