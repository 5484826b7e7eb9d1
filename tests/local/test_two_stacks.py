"""Stacks side by side: each has its own model, and deleting one leaves the other serving."""

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from examples.byod.digits import as_csv, split
from local import inventory
from local.launcher import LocalAws
from local.stack import Stack
from tests.local import broken, hours
from tests.local.company import beginning_with, company
from tests.local.conftest import base_image, ready
from tests.local.life import ALARM, clear_in_steps, live, lose_key, update_slowly
from tools.leaks import of_stack


@pytest.fixture(scope="module")
def life(aws: LocalAws, built: Path, stack: Stack, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What was seen in the life of a neighbour, which was deleted in the middle of a training."""
    aws.client("cloudwatch").put_metric_alarm(**ALARM)
    asked = company(aws) | {"EndpointHours": hours.far_away()}
    before = there(aws)
    scratch = tmp_path_factory.mktemp("churn-dev")
    source = beginning_with(base_image(stack), scratch)
    neighbour = ready(aws, built, "churn-dev", scratch, lambda made, template: made.deploy(template, asked), source)
    seen: dict[str, Any] = {"ends": live(neighbour, tmp_path_factory.mktemp("life"))}
    row = as_csv(split()[1][:1], labels=False)
    seen |= {"answers": (neighbour.invoke(row), stack.invoke(row)), "granted": granted(aws, neighbour.name)}
    seen |= {"asked": asked, "objects": keys_of_objects(neighbour), "boundaries": boundaries(aws, neighbour.name)}
    seen |= {"requests": requests(neighbour), "told": broken.told(neighbour, asked)}
    update_slowly(neighbour)
    clear_in_steps(neighbour)
    lose_key(neighbour, asked["KmsKeyArn"])
    made = of_stack(neighbour.name, there(aws))
    neighbour.delete()
    return {**seen, "made": made, "left": (there(aws) - before) | set(of_stack(neighbour.name, there(aws)))}


def keys_of_objects(stack: Stack) -> set[str | None]:
    """Return the keys that encrypt what stands in a stack's buckets."""
    s3, found = stack.account.client("s3"), set()
    for bucket in (stack.outputs["CodeBucket"], stack.outputs["DataBucket"]):
        for item in s3.list_objects_v2(Bucket=bucket)["Contents"]:
            found.add(s3.head_object(Bucket=bucket, Key=item["Key"]).get("SSEKMSKeyId"))
    return found


def boundaries(aws: LocalAws, stack: str) -> set[str | None]:
    """Return what bounds the roles of a stack."""
    found = (aws.client("iam").get_role(RoleName=name)["Role"] for name in roles(aws, stack).values())
    return {role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn") for role in found}


def requests(stack: Stack) -> dict[str, Any]:
    """Return what a stack's newest training, and what serves, have of the company's."""
    sagemaker = stack.account.client("sagemaker")
    job = sagemaker.list_training_jobs(NameContains=f"{stack.name}-v", StatusEquals="Completed")["TrainingJobSummaries"][0][
        "TrainingJobName"
    ]
    training = sagemaker.describe_training_job(TrainingJobName=job)
    config = sagemaker.describe_endpoint(EndpointName=stack.name)["EndpointConfigName"]
    serving = sagemaker.describe_endpoint_config(EndpointConfigName=config)
    model = sagemaker.describe_model(ModelName=serving["ProductionVariants"][0]["ModelName"])
    return {
        "keys": [training["OutputDataConfig"]["KmsKeyId"], training["ResourceConfig"]["VolumeKmsKeyId"], serving["KmsKeyId"]],
        "networks": [training["VpcConfig"], model["VpcConfig"]],
    }


def there(aws: LocalAws) -> set[str]:
    """Return what is in the account, apart from the bucket of which sam makes one for all stacks."""
    return {line for line in inventory.take(aws.client) if "aws-sam-cli-managed" not in line}


def granted(aws: LocalAws, stack: str) -> set[tuple[str, str]]:
    """Return role (by its logical id) and action of all that the policies of a stack's roles allow; a shared one counts for one of its roles."""
    iam, found = aws.client("iam"), set[tuple[str, str]]()
    for logical_id, role in roles(aws, stack).items():
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            found |= allowed(logical_id, iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"])
    for shared, role in {"PlanningPolicy": "PlanBuildFunctionRole", "DeployingPolicy": "BuildStateMachineRole"}.items():
        detail = aws.client("cloudformation").describe_stack_resource(StackName=stack, LogicalResourceId=shared)["StackResourceDetail"]
        version = iam.get_policy_version(PolicyArn=detail["PhysicalResourceId"], VersionId="v1")["PolicyVersion"]
        found |= allowed(role, version["Document"])
    return found


def allowed(role: str, policy: dict[str, Any]) -> set[tuple[str, str]]:
    """Return a role with each action that a policy allows it."""
    actions = [statement["Action"] for statement in policy["Statement"] if statement["Effect"] == "Allow"]
    return {(role, action) for given in actions for action in ([given] if isinstance(given, str) else given)}


def roles(aws: LocalAws, stack: str) -> dict[str, str]:
    """Return the names of a stack's roles by their logical ids."""
    resources = aws.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    return {entry["LogicalResourceId"]: entry["PhysicalResourceId"] for entry in resources if entry["ResourceType"] == "AWS::IAM::Role"}


def used(aws: LocalAws) -> set[tuple[str, str]]:
    """Return role (by its logical id) and action of all that IAM has allowed so far, in whichever stack."""
    with urllib.request.urlopen(f"{aws.url}/_local/permissions", timeout=10) as answer:
        return {(role.split("-")[-2], action) for role, action in json.load(answer) if role.count("-") >= 2}


def test_each_stack_builds_and_serves_its_own_model(life: dict[str, Any]) -> None:
    assert life["ends"] == [
        "Await Endpoint",
        "SUCCEEDED",
        "SUCCEEDED",
        "SUCCEEDED",
        "Plan Build",
        "Plan Build",
        "SUCCEEDED",
        "SUCCEEDED",
        "SUCCEEDED",
        "served True, then None, then the one of 1",
        "Verify Rehearsal Endpoint",
        "SUCCEEDED",
        "SUCCEEDED",
        "SUCCEEDED",
        "Repack Model",
    ]
    assert [answer.strip() for answer in life["answers"]] == ['["2"]', "2"]


def test_what_the_company_asks_for_holds_for_all_that_is_kept_and_all_that_runs(life: dict[str, Any]) -> None:
    asked, found = life["asked"], life["requests"]
    assert life["objects"] == {asked["KmsKeyArn"]}
    assert life["boundaries"] == {asked["PermissionsBoundaryArn"]}
    assert found["keys"] == [asked["KmsKeyArn"]] * 3
    network = {"Subnets": asked["SubnetIds"].split(","), "SecurityGroupIds": [asked["SecurityGroupIds"]]}
    assert found["networks"] == [network] * 2


def test_a_key_a_boundary_or_a_network_that_stops_a_function_is_named(life: dict[str, Any]) -> None:
    assert life["told"] == [
        "kms:Decrypt … no resource-based policy",
        "dynamodb:GetItem",
        "Connect timeout: no way leads from subnet- … com.amazonaws.us-east-1.ssm",
        '{"Parameters": ',
    ]


def test_deleting_a_stack_in_the_middle_of_a_build_leaves_nothing(life: dict[str, Any]) -> None:
    assert len(life["made"]) > 100
    assert life["left"] == set()


def test_its_neighbour_serves_on(life: dict[str, Any], stack: Stack) -> None:
    assert stack.invoke(as_csv(split()[1][:1], labels=False)) == life["answers"][1]


def test_every_permission_that_a_policy_grants_is_needed_in_the_life_of_a_stack(life: dict[str, Any], aws: LocalAws) -> None:
    assert len(life["granted"]) > 90
    unused = sorted(f"{role} {action}" for role, action in life["granted"] - used(aws))
    assert not unused, "\n".join(["granted, but never used:", *unused])
