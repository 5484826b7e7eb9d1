"""What is to run in a customer's network: subnets and groups belong together, endpoints span two zones, and the role may put interfaces there."""

from typing import Any

import pytest
from ministack.services import ec2

from api.shapes import InvalidRequest
from local.codebuild import builds
from local.codebuild.phases import PhaseFailed
from local.iam import authorization
from local.sagemaker import connections
from local.vpc import networks
from local.vpc.doors import Place

FIRST, SECOND, SAME_ZONE, FOREIGN = "subnet-1", "subnet-2", "subnet-3", "subnet-4"
CONFIG = {"Subnets": [FIRST, SECOND], "SecurityGroupIds": ["sg-1"]}
ROLE = "arn:aws:iam::000000000000:role/training"


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINISTACK_REGION", "us-east-1")
    zones = {FIRST: "us-east-1a", SECOND: "us-east-1b", SAME_ZONE: "us-east-1a", FOREIGN: "us-east-1b"}
    subnets = {name: {"VpcId": "vpc-2" if name == FOREIGN else "vpc-1", "AvailabilityZone": zone} for name, zone in zones.items()}
    monkeypatch.setattr(ec2, "_ensure_defaults_initialized", lambda: None)
    monkeypatch.setattr(ec2, "_subnets", subnets)
    monkeypatch.setattr(ec2, "_security_groups", {"sg-1": {"VpcId": "vpc-1"}, "sg-2": {"VpcId": "vpc-2"}})


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The rights that a role was asked for; the training's role has them all, others have none."""
    found: list[tuple[str, str]] = []

    def require(role: str, action: str, resource: str, context: dict[str, Any] | None = None) -> None:
        found.append((action, resource))
        if role != ROLE:
            raise authorization.Denied(f"User: {role} is not authorized to perform: {action}")

    monkeypatch.setattr(authorization, "require_of_role", require)
    return found


@pytest.mark.parametrize(
    ("subnets", "groups", "words"),
    [
        (["subnet-9"], ["sg-1"], "The subnet ID 'subnet-9' does not exist"),
        ([FIRST, SECOND], ["sg-9"], "The security group 'sg-9' does not exist in VPC 'vpc-1'"),
        ([FIRST, SECOND], ["sg-2"], "The security group 'sg-2' does not exist in VPC 'vpc-1'"),
        ([FIRST, FOREIGN], ["sg-1"], "The subnets subnet-1, subnet-4 are of different VPCs: vpc-1, vpc-2"),
    ],
)
@pytest.mark.parametrize(
    "operation", ["CreateTrainingJob", "CreateProcessingJob", "CreateHyperParameterTuningJob", "CreateModel", "CreateNotebookInstance"]
)
def test_what_is_not_there_or_does_not_belong_together_is_refused(
    operation: str, subnets: list[str], groups: list[str], words: str
) -> None:
    config = {"Subnets": subnets, "SecurityGroupIds": groups}
    requests: dict[str, dict[str, Any]] = {
        "CreateTrainingJob": {"VpcConfig": config, "RoleArn": ROLE},
        "CreateProcessingJob": {"NetworkConfig": {"VpcConfig": config}, "RoleArn": ROLE},
        "CreateHyperParameterTuningJob": {"TrainingJobDefinition": {"VpcConfig": config, "RoleArn": ROLE}},
        "CreateModel": {"VpcConfig": config, "ExecutionRoleArn": ROLE},
        "CreateNotebookInstance": {"SubnetId": subnets[0], "SecurityGroupIds": groups, "RoleArn": ROLE},
    }
    if operation == "CreateNotebookInstance" and FOREIGN in subnets:
        connections.check(operation, requests[operation])  # it has one subnet
        return
    with pytest.raises(InvalidRequest, match=f"^request: {words}$"):
        connections.check(operation, requests[operation])


def test_a_model_needs_subnets_in_two_availability_zones_and_a_training_does_not() -> None:
    one_zone = {"Subnets": [FIRST, SAME_ZONE], "SecurityGroupIds": ["sg-1"]}
    connections.check("CreateTrainingJob", {"VpcConfig": one_zone, "RoleArn": ROLE})
    with pytest.raises(InvalidRequest, match="subnet-1, subnet-3 lie in one availability zone, us-east-1a: endpoints need two"):
        connections.check("CreateModel", {"VpcConfig": one_zone, "ExecutionRoleArn": ROLE})
    connections.check("CreateModel", {"VpcConfig": CONFIG, "ExecutionRoleArn": ROLE})


def test_the_role_needs_all_rights_that_awss_guide_lists(asked: list[tuple[str, str]]) -> None:
    connections.check("CreateTrainingJob", {"VpcConfig": CONFIG, "RoleArn": ROLE})
    interface = "arn:aws:ec2:us-east-1:000000000000:network-interface/eni-new"
    assert asked == [
        ("ec2:CreateNetworkInterface", interface),
        ("ec2:DeleteNetworkInterface", interface),
        ("ec2:DescribeNetworkInterfaces", "*"),
        ("ec2:DescribeSubnets", "*"),
        ("ec2:CreateNetworkInterfacePermission", interface),
        ("ec2:DeleteNetworkInterfacePermission", interface),
        ("ec2:DescribeVpcs", "*"),
        ("ec2:DescribeDhcpOptions", "*"),
        ("ec2:DescribeSecurityGroups", "*"),
    ]
    with pytest.raises(InvalidRequest, match="is not authorized to perform: ec2:CreateNetworkInterface"):
        connections.check("CreateModel", {"VpcConfig": CONFIG, "ExecutionRoleArn": "another"})


def test_what_names_no_network_is_asked_for_nothing(asked: list[tuple[str, str]]) -> None:
    connections.check("CreateTrainingJob", {"RoleArn": "another"})
    connections.check("CreateNotebookInstance", {"RoleArn": "another"})
    networks_of_no_build: dict[str, Any] = {}
    builds.connect(networks_of_no_build, "another")
    assert asked == []


def test_a_build_of_an_image_fails_in_a_network_that_its_role_may_not_enter() -> None:
    network = {"vpcId": "vpc-1", "subnets": [FIRST], "securityGroupIds": ["sg-1"]}
    assert builds.connect(network, ROLE) == Place((FIRST,), ("sg-1",))
    with pytest.raises(PhaseFailed, match=r"^User: another is not authorized to perform: ec2:CreateNetworkInterface") as failed:
        builds.connect(network, "another")
    assert failed.value.code == "VPC_CLIENT_ERROR"


def test_zones_are_told_where_there_is_but_one() -> None:
    with pytest.raises(networks.Refused):
        networks.check_zones([FIRST])
