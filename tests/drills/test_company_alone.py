"""What a company asks for, one thing at a time: a stack with it deploys, builds, serves and is deleted."""

from pathlib import Path

import pytest

from examples.byod.digits import as_csv, split
from local.launcher import LocalAws
from tests.local.conftest import ready
from tests.local.packaged import deploy
from tests.local.test_two_stacks import company

ALONE = {
    "with-key": ("KmsKeyArn",),
    "with-network": ("SubnetIds", "SecurityGroupIds"),
    "with-functions": ("SubnetIds", "SecurityGroupIds", "FunctionsInVpc"),
    "with-boundary": ("PermissionsBoundaryArn",),
}


@pytest.fixture(scope="module")
def asked(aws: LocalAws) -> dict[str, str]:
    """What the company asks for, all of it."""
    return company(aws)


@pytest.mark.parametrize("name", ALONE)
def test_a_stack_with_one_of_a_companys_demands_builds_serves_and_goes(
    aws: LocalAws, built: Path, asked: dict[str, str], name: str, tmp_path: Path
) -> None:
    options = {option: asked[option] for option in ALONE[name]}
    stack = ready(aws, built, name, tmp_path, deploy=lambda made, template: deploy(made, template, options))
    done = stack.build()
    assert (done["status"], done.get("cause")) == ("SUCCEEDED", None)
    assert stack.invoke(as_csv(split()[1][:1], labels=False)).strip() == "2"
    stack.remove()
    assert name not in {found["StackName"] for found in aws.client("cloudformation").describe_stacks()["Stacks"]}
