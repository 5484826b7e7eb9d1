"""What a company asks for, one thing at a time: a stack with it deploys, builds, serves and is deleted; what can not work is refused with a sentence."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from samtranslator.yaml_helper import yaml_parse

from examples.byod.digits import as_csv, split
from local import inventory
from local.commands import ROOT, CommandFailed
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
    "with-boundary": ("PermissionsBoundaryArn",),
    "with-functions": (*NETWORK, "FunctionsInVpc"),
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
# What a person is told where one of the endpoints is missing that image builds need.
FOR_IMAGES = {
    "git-codecommit": "dial tcp: i/o timeout for primary source and source version",
    "logs": 'RequestError: send request failed caused by: Post "https://logs.us-east-1.amazonaws.com/": dial tcp: i/o timeout',
    "ecr.api": "VPC endpoint of com.amazonaws.us-east-1.ecr.api",
    "ecr.dkr": 'Get "https://000000000000.dkr.ecr.us-east-1.amazonaws.com/v2/": net/http: request canceled while waiting for connection',
    "s3": 'Get "https://prod-us-east-1-starport-layer-bucket.s3.us-east-1.amazonaws.com/": net/http: request canceled',
}
DEPLOY_AGAIN = {"Parameters": {"Train": False}}


@pytest.fixture(scope="module")
def asked(aws: LocalAws) -> dict[str, str]:
    """What the company asks for, all of it."""
    return company(aws)


def made(aws: LocalAws, built: Path, stack: Stack, name: str, scratch: Path, options: dict[str, str]) -> Stack:
    """Deploy a stack whose image begins with one that is in the account's ECR."""
    source = beginning_with(base_image(stack), scratch)
    return ready(aws, built, name, scratch, lambda stack, template: deploy(stack, template, options), source)


def succeeds(stack: Stack) -> None:
    """Build, and ask what serves."""
    done = stack.build(timeout=600)
    assert (done["status"], done.get("cause")) == ("SUCCEEDED", None)
    assert stack.invoke(ROW).strip() == "2"


def goes(stack: Stack) -> None:
    """Delete a stack, of which nothing is left."""
    stack.remove()
    assert of_stack(stack.name, inventory.take(stack.account.client)) == []


@pytest.mark.parametrize("name", ALONE)
def test_a_stack_with_one_of_a_companys_demands_builds_serves_and_goes(
    aws: LocalAws, built: Path, stack: Stack, asked: dict[str, str], name: str, tmp_path: Path
) -> None:
    began = time.monotonic()
    alone = made(aws, built, stack, name, tmp_path, {option: asked[option] for option in ALONE[name]})
    succeeds(alone)
    goes(alone)
    print(f"{time.monotonic() - began:.0f} seconds: {name}", flush=True)


@pytest.fixture(scope="module")
def network(aws: LocalAws, built: Path, stack: Stack, asked: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """A stack with a network alone, and with a notebook instance in it."""
    options = {"NotebookInstanceType": "ml.t3.medium", **{option: asked[option] for option in NETWORK}}
    return made(aws, built, stack, "with-network", tmp_path_factory.mktemp("with-network"), options)


def test_a_stack_with_a_network_alone_builds_and_serves(network: Stack) -> None:
    succeeds(network)


def test_its_notebook_instance_builds_from_within(aws: LocalAws, network: Stack) -> None:
    notebook = network.outputs["NoteBookInstanceName"]
    assert settled(aws, notebook)["NotebookInstanceStatus"] == "InService"
    assert in_the_folder(aws, notebook, FROM_THE_NOTEBOOK) == "SUCCEEDED"


@contextmanager
def without(aws: LocalAws, service: str) -> Iterator[None]:
    """Take an endpoint out of the company's network for a while."""
    template = yaml_parse((ROOT / "examples/company/company.yaml").read_text())
    fewer = {name: found for name, found in template["Resources"].items() if not is_endpoint(found, service)}
    update(aws, {**template, "Resources": fewer})
    try:
        yield
    finally:
        update(aws, template)


def is_endpoint(resource: dict[str, Any], service: str) -> bool:
    """Return whether a resource is the endpoint of a service."""
    return str(resource["Properties"].get("ServiceName", {}).get("Fn::Sub", "")).endswith("${AWS::Region}." + service)


def update(aws: LocalAws, template: dict[str, Any]) -> None:
    """Let the company's network be as a template says."""
    cloudformation = aws.client("cloudformation")
    cloudformation.update_stack(StackName="company", TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_IAM"])
    cloudformation.get_waiter("stack_update_complete").wait(StackName="company", WaiterConfig={"Delay": 1})


def test_a_notebook_is_told_which_endpoint_it_lacks(aws: LocalAws, network: Stack) -> None:
    with without(aws, "cloudformation"):
        said = in_the_folder(aws, network.outputs["NoteBookInstanceName"], FROM_THE_NOTEBOOK)
    print(f"a notebook without cloudformation: {said}", flush=True)
    assert "VPC endpoint of com.amazonaws.us-east-1.cloudformation" in said


def told(aws: LocalAws, stack: Stack, missing: str, message: dict[str, Any] | None = None) -> str:
    """Return why a build fails while an endpoint is missing."""
    with without(aws, missing):
        done = stack.build(message, timeout=600)
    print(f"without {missing}: {done.get('cause')}", flush=True)
    assert done["status"] == "FAILED"
    return str(done["cause"])


def test_an_endpoint_that_an_image_build_lacks_is_told_in_awss_words(aws: LocalAws, network: Stack, tmp_path: Path) -> None:
    another = tmp_path / "another/program"
    another.mkdir(parents=True)
    (another / "another").write_text("another content, whose image is not there yet")
    network.push(another.parent, tmp_path)
    found = {missing: told(aws, network, missing) for missing in FOR_IMAGES}
    assert {missing: words for missing, words in FOR_IMAGES.items() if words not in found[missing]} == {}
    succeeds(network)


def test_so_is_s3_when_a_training_or_a_model_lacks_it_and_what_served_serves_on(aws: LocalAws, network: Stack) -> None:
    assert "ClientError: Data download failed:Please ensure that the subnet's route table has a route to an S3" in told(aws, network, "s3")
    assert "Please ensure that an S3 VPC endpoint exists in route table or NAT gateway" in told(aws, network, "s3", DEPLOY_AGAIN)
    assert network.invoke(ROW).strip() == "2"
    succeeds(network)


def test_and_it_goes(network: Stack) -> None:
    goes(network)


def refused(aws: LocalAws, built: Path, parameters: dict[str, str]) -> str:
    """Return what is said of a stack that can not be made; nothing of it is left."""
    half = Stack(aws, "half")
    with pytest.raises((CommandFailed, ClientError)) as error:  # CloudFormation refuses a change set at once, for its parameters
        deploy(half, built, parameters)
    goes(half)
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
