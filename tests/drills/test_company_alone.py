"""What a company asks for, one thing at a time: a stack with it deploys, builds, serves and is deleted; what can not work is refused with a sentence."""

import time
from pathlib import Path

import pytest

from examples.byod.digits import as_csv, split
from local import inventory
from local.commands import CommandFailed
from local.launcher import LocalAws
from local.stack import Stack
from tests.local.company import beginning_with, company
from tests.local.conftest import base_image, ready
from tests.local.jupyter import settled
from tests.local.packaged import deploy
from tests.local.test_notebook_stack import in_the_folder
from tools.leaks import of_stack

NETWORK = ("SubnetIds", "SecurityGroupIds")
ALONE = {
    "with-key": ("KmsKeyArn",),
    "with-network": NETWORK,
    "with-functions": (*NETWORK, "FunctionsInVpc"),
    "with-boundary": ("PermissionsBoundaryArn",),
}
ROW = as_csv(split()[1][:1], labels=False)
FROM_THE_NOTEBOOK = """
import time
from sagebuild import SageBuild
launch = SageBuild().launch(reason="a notebook in a network")
while launch.build is None or launch.build.running:
    time.sleep(1)
print(launch.build.status)
"""


@pytest.fixture(scope="module")
def asked(aws: LocalAws) -> dict[str, str]:
    """What the company asks for, all of it."""
    return company(aws)


@pytest.mark.parametrize("name", ALONE)
def test_a_stack_with_one_of_a_companys_demands_builds_serves_and_goes(
    aws: LocalAws, built: Path, stack: Stack, asked: dict[str, str], name: str, tmp_path: Path
) -> None:
    began, options = time.monotonic(), {option: asked[option] for option in ALONE[name]}
    if name == "with-network":
        options["NotebookInstanceType"] = "ml.t3.medium"
    source = beginning_with(base_image(stack), tmp_path)
    made = ready(aws, built, name, tmp_path, lambda made, template: deploy(made, template, options), source)
    done = made.build(timeout=600)
    assert (done["status"], done.get("cause")) == ("SUCCEEDED", None)
    assert made.invoke(ROW).strip() == "2"
    if name == "with-network":
        notebook = made.outputs["NoteBookInstanceName"]
        assert settled(aws, notebook)["NotebookInstanceStatus"] == "InService"
        assert in_the_folder(aws, notebook, FROM_THE_NOTEBOOK) == "SUCCEEDED"
    made.remove()
    assert of_stack(name, inventory.take(aws.client)) == []
    print(f"{time.monotonic() - began:.0f} seconds: {name}", flush=True)


def refused(aws: LocalAws, built: Path, parameters: dict[str, str]) -> str:
    """Return what is said of a stack that can not be made; nothing of it is left."""
    half = Stack(aws, "half")
    with pytest.raises(CommandFailed) as error:
        deploy(half, built, parameters)
    half.remove()
    assert of_stack("half", inventory.take(aws.client)) == []
    return str(error.value)


def one_zone(aws: LocalAws) -> dict[str, str]:
    """Make a network whose subnets lie in one availability zone."""
    ec2 = aws.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.43.0.0/24")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=block, AvailabilityZone="us-east-1a")["Subnet"]["SubnetId"]
        for block in ("10.43.0.0/25", "10.43.0.128/25")
    ]
    group = ec2.create_security_group(GroupName="inside", Description="inside", VpcId=vpc)["GroupId"]
    return {"SubnetIds": ",".join(subnets), "SecurityGroupIds": group}


def test_subnets_of_one_availability_zone_are_refused_and_nothing_is_left(aws: LocalAws, built: Path) -> None:
    assert "availability zone" in refused(aws, built, one_zone(aws))


@pytest.mark.parametrize(
    ("only", "words"),
    [
        ("SubnetIds", "SubnetIds and FunctionsInVpc need SecurityGroupIds"),
        ("SecurityGroupIds", "SecurityGroupIds and FunctionsInVpc need SubnetIds, at least two"),
        ("FunctionsInVpc", "SecurityGroupIds and FunctionsInVpc need SubnetIds, at least two"),
    ],
)
def test_half_a_network_is_refused_before_anything_is_made(
    aws: LocalAws, built: Path, asked: dict[str, str], only: str, words: str
) -> None:
    assert words in refused(aws, built, {only: asked[only]})
