"""The order in which a stack goes: CloudFormation deletes what needs something before what it needs, and nothing else is certain."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.template.test_template import Template, as_list, of_type


def needed(template: Template, name: str) -> set[str]:
    """Return all that a resource needs, directly or not: what is made before it and deleted after it."""
    resources, found, todo = template["Resources"], set[str](), [name]
    while todo:
        for mentioned in mentions(resources[todo.pop()]):
            # SAM makes a function's role of its policies.
            direct = mentioned if mentioned in resources else mentioned.removesuffix("Role")
            if direct in resources and direct not in found:
                found.add(direct)
                todo.append(direct)
    return found


def mentions(value: Any) -> Iterator[str]:
    """Yield the logical ids in Ref, GetAtt, Sub and DependsOn."""
    if isinstance(value, list):
        for part in value:
            yield from mentions(part)
    elif isinstance(value, dict):
        for key, part in value.items():
            if key in ("Ref", "DependsOn"):
                yield from as_list(part)
            elif key == "Fn::GetAtt":
                yield part[0] if isinstance(part, list) else part.split(".")[0]
            elif key == "Fn::Sub":
                text = part[0] if isinstance(part, list) else part
                yield from (name.split(".")[0] for name in re.findall(r"\$\{([^!}]+)\}", text))
                yield from mentions(part[1:] if isinstance(part, list) else [])
            else:
                yield from mentions(part)


def test_what_launches_builds_goes_before_they_are_stopped(template: Template) -> None:
    for name in ("LaunchFunction", "SettleFunction"):
        assert "SageMakerTeardown" in needed(template, name), name


def test_what_builds_need_is_there_until_they_have_been_stopped(template: Template) -> None:
    there = needed(template, "SageMakerTeardown")
    assert {"BuildStateMachine", "RollbackStateMachine", "TrainingRole", "ModelRole", "ImageProject"} <= there
    assert set(of_type(template, "AWS::S3::Bucket")) <= there
    attached = of_type(template, "AWS::IAM::Policy")
    of_machines = {name for name, policy in attached.items() if "StateMachineRole" in str(policy["Properties"]["Roles"])}
    assert of_machines <= there | needed(template, "BuildStateMachine")


def test_each_hour_of_the_teardown_knows_what_there_is_to_stop(template: Template) -> None:
    hours = of_type(template, "Custom::TeardownSageMaker").values()
    assert [set(hour["Properties"]) - {"After", "IsLast"} for hour in hours] == [
        {"ServiceToken", "StackName", "StateMachineArns", "ImageProject"}
    ] * 4


@pytest.mark.parametrize("bucket", ["DataBucket", "CodeBucket"])
def test_a_bucket_is_cleared_after_all_has_gone_that_writes_into_it(template: Template, bucket: str) -> None:
    clearing = f"{bucket}Clearing"
    for name in (f"{bucket}Policy", "SageMakerTeardown"):
        assert clearing in needed(template, name), name
    assert f"{bucket}Policy" not in needed(template, clearing)  # whose deletion would open the bucket that the clearing has closed


def test_the_notebooks_go_before_the_bucket_is_cleared_for_their_deletion_leaves_a_delete_marker(template: Template) -> None:
    assert "CodeBucketClearing" in needed(template, "NotebookFolder")


def test_no_log_group_goes_before_what_writes_into_it(template: Template) -> None:
    for name, function in of_type(template, "AWS::Serverless::Function").items():
        assert function["Properties"]["LoggingConfig"]["LogGroup"]["Ref"] in needed(template, name)
    assert {"EndpointLogs", "RehearsalLogs"} <= needed(template, "ModelRole")
    assert needed(template, "ImageProject") & set(of_type(template, "AWS::Logs::LogGroup"))
