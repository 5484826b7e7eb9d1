"""Security groups: whether they let HTTPS in to an endpoint, and out of what runs in a subnet."""

from collections.abc import Collection
from ipaddress import IPv4Network
from typing import Any

from ministack.services import ec2

HTTPS = 443
EVERYWHERE = "0.0.0.0/0"


def lets_in(group: str, subnet: str, groups: Collection[str]) -> bool:
    """Return whether a security group lets HTTPS in from a subnet or from one of the groups there."""
    return reaches(rules([group], "IpPermissions"), [subnet], groups)


def lets_out(groups: Collection[str], door: dict[str, Any] | None = None) -> bool:
    """Return whether one of some security groups lets HTTPS out: to an endpoint, or to everywhere."""
    found = rules(groups, "IpPermissionsEgress")
    if any(given["CidrIp"] == EVERYWHERE for rule in found for given in rule["IpRanges"]):
        return True
    if door is None:
        return False
    if door["VpcEndpointType"] == "Gateway":
        return any(rule.get("PrefixListIds") for rule in found)
    return reaches(found, door.get("SubnetIds", []), door.get("SecurityGroupIds", []))


def reaches(found: list[dict[str, Any]], subnets: Collection[str], groups: Collection[str]) -> bool:
    """Return whether some rules are about one of some subnets, or of some groups."""
    ranges = [IPv4Network(given["CidrIp"]) for rule in found for given in rule["IpRanges"]]
    named = {str(pair["GroupId"]) for rule in found for pair in rule["UserIdGroupPairs"]}
    blocks = [IPv4Network(ec2._subnets[subnet]["CidrBlock"]) for subnet in subnets]
    return not named.isdisjoint(groups) or any(block.subnet_of(allowed) for block in blocks for allowed in ranges)


def rules(groups: Collection[str], way: str) -> list[dict[str, Any]]:
    """Return the rules of some groups, one way, that are about HTTPS."""
    return [rule for group in groups for rule in ec2._security_groups[group][way] if is_https(rule)]


def is_https(rule: dict[str, Any]) -> bool:
    """Return whether a rule is about HTTPS among others."""
    return rule["IpProtocol"] == "-1" or (rule["IpProtocol"] == "tcp" and HTTPS in range(int(rule["FromPort"]), int(rule["ToPort"]) + 1))
