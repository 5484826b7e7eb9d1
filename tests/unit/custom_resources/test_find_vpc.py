"""The VPC of the stack's subnets, and the sentences that refuse subnets when the stack is made."""

from collections.abc import Iterator

import pytest
from botocore.stub import Stubber

from find_vpc import app
from tests.unit.custom_resources.cloudformation import call

ASKED = {"SubnetIds": ["subnet-0a", "subnet-0b"]}


@pytest.fixture
def ec2(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    """EC2, which answers as it is told."""
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    app.ec2.cache_clear()
    with Stubber(app.ec2()) as stubber:
        yield stubber
    app.ec2.cache_clear()


def told(ec2: Stubber, *subnets: tuple[str, str]) -> None:
    """Have EC2 tell VPC and zone of each subnet."""
    found = [{"VpcId": vpc, "AvailabilityZone": zone} for vpc, zone in subnets]
    ec2.add_response("describe_subnets", {"Subnets": found}, ASKED)


@pytest.mark.parametrize("kind", ["Create", "Update"])
def test_the_vpc_of_the_subnets_is_told(ec2: Stubber, kind: str) -> None:
    told(ec2, ("vpc-0a", "us-east-1a"), ("vpc-0a", "us-east-1b"))
    answer = call(app.handler, kind, ASKED)
    assert (answer["Status"], answer["PhysicalResourceId"], answer["Data"]) == ("SUCCESS", "vpc-0a", {"VpcId": "vpc-0a"})


def test_subnets_of_one_zone_are_refused_before_an_endpoint_would_be(ec2: Stubber) -> None:
    told(ec2, ("vpc-0a", "us-east-1a"), ("vpc-0a", "us-east-1a"))
    answer = call(app.handler, "Create", ASKED)
    assert answer["Status"] == "FAILED"
    assert answer["Reason"] == "SubnetIds: expected subnets in two availability zones, as endpoints need, and all are in us-east-1a"


def test_subnets_of_two_vpcs_are_refused(ec2: Stubber) -> None:
    told(ec2, ("vpc-0b", "us-east-1a"), ("vpc-0a", "us-east-1b"))
    answer = call(app.handler, "Create", ASKED)
    assert answer["Reason"] == "SubnetIds: expected subnets of one VPC, and they are of vpc-0a and vpc-0b"


def test_a_subnet_that_is_not_there_is_named_in_the_words_of_ec2(ec2: Stubber) -> None:
    ec2.add_client_error("describe_subnets", "InvalidSubnetID.NotFound", "The subnet ID 'subnet-0b' does not exist")
    answer = call(app.handler, "Create", ASKED)
    assert answer["Status"] == "FAILED"
    assert "The subnet ID 'subnet-0b' does not exist" in answer["Reason"]


def test_it_goes_without_asking_anybody(ec2: Stubber) -> None:
    assert call(app.handler, "Delete", ASKED, "vpc-0a")["Status"] == "SUCCESS"
