"""Subnets and security groups that something is to run in: they are there, belong together, and the role may put network interfaces into them."""

from ministack.services import ec2

from local.gateway.state import arn
from local.iam import authorization

INTERFACES = ("ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets")


class Refused(Exception):
    """Nothing can run there; the message is EC2's, or names the right that is missing."""


def check(subnets: list[str], groups: list[str]) -> None:
    """Raise Refused unless subnets and groups are there and of one VPC."""
    ec2._ensure_defaults_initialized()
    vpcs = {vpc_of_subnet(subnet) for subnet in subnets}
    if len(vpcs) > 1:
        raise Refused(f"The subnets {', '.join(subnets)} are of different VPCs: {', '.join(sorted(vpcs))}")
    (vpc,) = vpcs
    for group in groups:
        if ec2._security_groups.get(group, {}).get("VpcId") != vpc:
            raise Refused(f"The security group '{group}' does not exist in VPC '{vpc}'")


def vpc_of_subnet(subnet: str) -> str:
    """Return the VPC that a subnet is of."""
    if subnet not in ec2._subnets:
        raise Refused(f"The subnet ID '{subnet}' does not exist")
    return str(ec2._subnets[subnet]["VpcId"])


def check_zones(subnets: list[str]) -> None:
    """Raise Refused unless subnets lie in two availability zones, which endpoints need."""
    zones = {ec2._subnets[subnet]["AvailabilityZone"] for subnet in subnets}
    if len(zones) < 2:
        raise Refused(f"The subnets {', '.join(subnets)} lie in one availability zone, {zones.pop()}: endpoints need two")


def check_rights(role: str, actions: tuple[str, ...]) -> None:
    """Raise Refused unless a role may do what network interfaces take; those have no name yet, and the Describe actions know no resources."""
    for action in actions:
        about = "*" if action.startswith("ec2:Describe") else arn("ec2", "network-interface/eni-new")
        try:
            authorization.require_of_role(role, action, about)
        except authorization.Denied as denied:
            raise Refused(str(denied)) from None
