"""From a customer's subnet a way leads to a service through an endpoint or a NAT gateway, and otherwise nowhere."""

import json
from typing import Any

import pytest
from ministack.services import ec2, lambda_svc, sts

from local.vpc import doors, endpoints, policies, reach

HERE = doors.Place(("subnet-1",), ("sg-inside",))
TO_443 = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [], "UserIdGroupPairs": []}


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A VPC with two subnets, of which the second has a route table of its own, and no way out."""
    monkeypatch.setenv("MINISTACK_REGION", "us-east-1")
    subnets = {f"subnet-{number}": {"VpcId": "vpc-1", "CidrBlock": f"10.0.{number}.0/24"} for number in (1, 2)}
    tables = {
        "rtb-main": {"RouteTableId": "rtb-main", "VpcId": "vpc-1", "Routes": [], "Associations": [{"Main": True}]},
        "rtb-2": {"RouteTableId": "rtb-2", "VpcId": "vpc-1", "Routes": [], "Associations": [{"SubnetId": "subnet-2", "Main": False}]},
    }
    monkeypatch.setattr(ec2, "_subnets", subnets)
    monkeypatch.setattr(ec2, "_route_tables", tables)
    monkeypatch.setattr(ec2, "_vpc_endpoints", {})
    inside = {
        "VpcId": "vpc-1",
        "GroupName": "inside",
        "IpPermissions": [],
        "IpPermissionsEgress": [{**TO_443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
    }
    to_doors = {"IpPermissions": [{**TO_443, "UserIdGroupPairs": [{"GroupId": "sg-inside"}]}]}
    monkeypatch.setattr(ec2, "_security_groups", {"sg-doors": to_doors, "sg-inside": inside})


def door(service: str, **more: Any) -> dict[str, Any]:
    """Put an interface endpoint into the VPC, and return it."""
    name = f"com.amazonaws.us-east-1.{service}"
    made = {
        "VpcId": "vpc-1",
        "ServiceName": name,
        "VpcEndpointType": "Interface",
        "PrivateDnsEnabled": True,
        "SecurityGroupIds": ["sg-doors"],
    }
    ec2._vpc_endpoints[service] = made | more
    return dict(made)


def test_without_an_endpoint_no_way_leads_to_a_service() -> None:
    door("sns")
    assert doors.closed(HERE, "sns") is None
    assert doors.closed(HERE, "sqs") == "subnet-1"


@pytest.mark.parametrize("wrong", [{"PrivateDnsEnabled": False}, {"SecurityGroupIds": []}, {"VpcId": "vpc-2"}])
def test_an_endpoint_without_private_names_without_a_group_or_of_another_vpc_leads_nowhere(wrong: dict[str, Any]) -> None:
    door("sns", **wrong)
    assert doors.closed(HERE, "sns") == "subnet-1"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({**TO_443, "UserIdGroupPairs": [{"GroupId": "sg-other"}]}, "subnet-1"),
        ({**TO_443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}, None),
        ({**TO_443, "IpRanges": [{"CidrIp": "10.0.2.0/24"}]}, "subnet-1"),
        ({**TO_443, "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}, "subnet-1"),
        ({**TO_443, "IpProtocol": "-1", "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}, None),
    ],
)
def test_the_endpoints_security_group_has_to_let_https_in(rule: dict[str, Any], expected: str | None) -> None:
    door("sns")
    ec2._security_groups["sg-doors"]["IpPermissions"] = [rule]
    assert doors.closed(HERE, "sns") == expected


@pytest.mark.parametrize(
    ("rule", "reached"),
    [
        ({"IpRanges": [{"CidrIp": "10.0.0.0/16"}]}, {"sns"}),
        ({"IpRanges": [{"CidrIp": "10.0.1.0/24"}]}, set()),
        ({"UserIdGroupPairs": [{"GroupId": "sg-doors"}]}, {"sns"}),
        ({"PrefixListIds": [{"PrefixListId": "pl-s3"}]}, {"s3"}),
        ({"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}, {"sns", "s3"}),
        ({"IpRanges": [{"CidrIp": "0.0.0.0/0"}], "FromPort": 80, "ToPort": 80}, set()),
    ],
)
def test_the_security_group_of_what_runs_there_has_to_let_https_out(rule: dict[str, Any], reached: set[str]) -> None:
    door("sns", SubnetIds=["subnet-2"])
    door("s3", VpcEndpointType="Gateway", RouteTableIds=["rtb-main"])
    ec2._security_groups["sg-inside"]["IpPermissionsEgress"] = [{**TO_443, **rule}]
    assert {service for service in ("sns", "s3") if doors.closed(HERE, service) is None} == reached


def test_a_nat_gateway_is_reached_by_a_group_that_lets_out_to_everywhere() -> None:
    ec2._route_tables["rtb-main"]["Routes"].append({"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1"})
    assert doors.closed(HERE, "sns") is None
    ec2._security_groups["sg-inside"]["IpPermissionsEgress"] = [{**TO_443, "IpRanges": [{"CidrIp": "10.0.0.0/16"}]}]
    assert doors.closed(HERE, "sns") == "subnet-1"


def test_a_gateway_leads_from_the_subnets_whose_route_table_it_is_in() -> None:
    door("s3", VpcEndpointType="Gateway", RouteTableIds=["rtb-2"])
    assert doors.closed(doors.Place(("subnet-2",), ("sg-inside",)), "s3") is None
    assert doors.closed(doors.Place(("subnet-2", "subnet-1"), ("sg-inside",)), "s3") == "subnet-1"


def test_a_nat_gateway_leads_to_every_service_and_an_internet_gateway_to_none() -> None:
    routes = ec2._route_tables["rtb-main"]["Routes"]
    routes.append({"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "igw-1"})
    assert doors.closed(HERE, "sns") == "subnet-1"
    routes.append({"DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1"})
    assert doors.closed(HERE, "sns") is None


async def handled(*_: Any) -> str:
    return "done"


def answered(service: str, key: str, path: str = "/", **more: str) -> Any:
    """Return what a service answers to the owner of credentials."""
    headers = {**more, "authorization": f"AWS4-HMAC-SHA256 Credential={key}/20261126/us-east-1/sns/aws4_request, Signature=0"}
    try:
        reach.reached(handled, service, reach.SERVICES[service])("POST", path, headers, b"", {}).__await__().send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("a handler waited")


def test_a_function_in_a_network_is_told_at_once_what_it_can_not_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    role = "arn:aws:sts::000000000000:assumed-role/role"
    inside = {"VpcConfig": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": ["sg-inside"]}}
    monkeypatch.setattr(lambda_svc, "_functions", {"settle": {"config": inside}, "outside": {"config": {"VpcConfig": {"SubnetIds": []}}}})
    names = {"ASIASETTLE": "settle", "ASIAOUTSIDE": "outside", "ASIAJOB": "SageMaker"}
    monkeypatch.setattr(sts, "_sessions", {key: {"Arn": f"{role}/{name}"} for key, name in names.items()})
    status, _, said = answered("sns", "ASIASETTLE")
    words = "Connect timeout: no way leads from subnet-1 to a NAT gateway or to a VPC endpoint of com.amazonaws.us-east-1.sns"
    assert (status, json.loads(said)["message"]) == (504, words)
    assert [answered("sns", key) for key in ("ASIAOUTSIDE", "ASIAJOB", "test")] == ["done"] * 3
    door("sns")
    assert answered("sns", "ASIASETTLE") == "done"
    door("sagemaker.api")
    assert answered("sagemaker", "ASIASETTLE") == "done"
    assert answered("sagemaker", "ASIASETTLE", "/endpoints/churn/invocations")[0] == 504


def test_it_is_told_in_the_words_that_the_caller_can_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "place_of", lambda key: HERE)
    form = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
    assert answered("sns", "ASIASETTLE", **form)[2].startswith(b"<ErrorResponse ")
    assert b"<Code>ConnectTimeout</Code>" in answered("s3", "ASIASETTLE")[2]


PUT = ("arn:aws:sts::000000000000:assumed-role/role/settle", "s3:PutObject", "arn:aws:s3:::churn-data/train/a.csv")
REFUSED = (
    "User: arn:aws:sts::000000000000:assumed-role/role/settle is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::churn-data/train/a.csv "
    "because no VPC endpoint policy allows the s3:PutObject action"
)


def gateway(*allowed: str) -> None:
    """Put S3's gateway into the VPC, whose policy allows an action on some buckets."""
    statement = {
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": [f"arn:aws:s3:::{bucket}/*" for bucket in allowed],
    }
    door("s3", VpcEndpointType="Gateway", RouteTableIds=["rtb-main"], PolicyDocument={"Version": "2012-10-17", "Statement": [statement]})


def test_an_endpoint_lets_through_what_its_policy_allows() -> None:
    gateway("churn-data")
    assert policies.denial(HERE, "s3", *PUT) is None
    gateway("another")
    assert policies.denial(HERE, "s3", *PUT) == REFUSED


def test_one_without_a_policy_lets_everything_through() -> None:
    door("s3", VpcEndpointType="Gateway", RouteTableIds=["rtb-main"])
    assert policies.denial(HERE, "s3", *PUT) is None


def test_what_no_endpoint_leads_to_is_asked_for_no_policy() -> None:
    assert policies.denial(HERE, "s3", *PUT) is None


def test_a_call_that_an_endpoint_does_not_let_through_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach, "place_of", lambda key: HERE)
    monkeypatch.setattr(sts, "_sessions", {"ASIASETTLE": {"Arn": PUT[0]}})
    monkeypatch.setattr(policies, "asked", lambda *call: PUT[1:])
    gateway("another")
    status, _, said = answered("s3", "ASIASETTLE")
    assert (status, b"<Code>AccessDenied</Code>" in said, REFUSED.encode() in said) == (403, True, True)
    gateway("churn-data")
    assert answered("s3", "ASIASETTLE") == "done"


def test_a_call_is_known_by_its_action_and_resource() -> None:
    assert policies.asked("s3", "PUT", "/churn-data/train/a.csv", {}, b"", {}) == PUT[1:]


@pytest.mark.parametrize(
    ("given", "private", "groups", "policy"),
    [
        ({}, True, ["sg-default"], None),
        ({"PrivateDnsEnabled": ["false"]}, False, ["sg-default"], None),
        ({"SecurityGroupId.1": ["sg-doors"], "PolicyDocument": ["{}"]}, True, ["sg-doors"], "{}"),
    ],
)
def test_an_endpoint_that_a_call_makes_keeps_its_names_groups_and_policy(
    given: dict[str, list[str]], private: bool, groups: list[str], policy: str | None
) -> None:
    ec2._security_groups |= {"sg-default": {"VpcId": "vpc-1", "GroupName": "default"}, "sg-doors": {"VpcId": "vpc-1", "GroupName": "doors"}}
    assert endpoints.forgotten(given, "vpc-1") == {"PrivateDnsEnabled": private, "SecurityGroupIds": groups, "PolicyDocument": policy}


def test_they_are_kept_with_the_endpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ec2, "_ACTION_MAP", {"CreateVpcEndpoint": ec2._ACTION_MAP["CreateVpcEndpoint"]})
    endpoints.register()
    sns = {"VpcId": ["vpc-1"], "ServiceName": ["com.amazonaws.us-east-1.sns"], "VpcEndpointType": ["Interface"]}
    ec2._ACTION_MAP["CreateVpcEndpoint"]({**sns, "SecurityGroupId.1": ["sg-doors"]})
    assert doors.closed(HERE, "sns") is None
