"""Ways out of a subnet to a service of AWS: an interface endpoint with private names, a gateway endpoint in the route table, or a NAT gateway.

https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html
https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ministack.services import ec2

from local.gateway.state import region
from local.vpc import OUTSIDE
from local.vpc.groups import EVERYWHERE, lets_in, lets_out

GATEWAYS = ("s3", "dynamodb")
# The code of the error that whoever does not reach a service gets.
UNREACHED = "ConnectTimeout"


@dataclass(frozen=True)
class Place:
    """The subnets in which something runs, and the security groups that it has."""

    subnets: tuple[str, ...]
    groups: tuple[str, ...]


# Where the owners of credentials run, by their access keys: jobs, image builds and notebook instances.
owners: dict[str, Place] = {}


def refusal(place: Place | None, service: str) -> str | None:
    """Return why a service, by the name of its endpoints, or what is outside is not reached from a place; None where it is."""
    subnet = closed(place, service) if place else None
    if not subnet:
        return None
    door = "" if service == OUTSIDE else f" or to a VPC endpoint of com.amazonaws.{region()}.{service}"
    return f"Connect timeout: no way leads from {subnet} to a NAT gateway{door}"


def closed(place: Place, service: str) -> str | None:
    """Return the first subnet from which no way leads to a service, by the name of its endpoints; None where all have one."""
    return next((subnet for subnet in place.subnets if not is_open(subnet, place.groups, service)), None)


def is_open(subnet: str, groups: Collection[str], service: str) -> bool:
    """Return whether a way leads from a subnet to a service."""
    table = route_table(subnet)
    nat = any(route.get("NatGatewayId") and route.get("DestinationCidrBlock") == EVERYWHERE for route in table.get("Routes", []))
    return (nat and lets_out(groups)) or bool(leading(subnet, groups, service))


def leading(subnet: str, groups: Collection[str], service: str) -> list[dict[str, Any]]:
    """Return the endpoints by which a service is reached from a subnet."""
    name, vpc = f"com.amazonaws.{region()}.{service}", ec2._subnets[subnet]["VpcId"]
    doors = [door for door in ec2._vpc_endpoints.values() if door["ServiceName"] == name and door["VpcId"] == vpc]
    return [dict(door) for door in doors if leads(door, subnet, groups, route_table(subnet).get("RouteTableId"))]


def leads(door: dict[str, Any], subnet: str, groups: Collection[str], table: str | None) -> bool:
    """Return whether an endpoint of the VPC is reached from a subnet."""
    if not lets_out(groups, door):
        return False
    if door["VpcEndpointType"] == "Gateway":
        return table in door["RouteTableIds"]
    return bool(door.get("PrivateDnsEnabled")) and any(lets_in(group, subnet, groups) for group in door.get("SecurityGroupIds", []))


def route_table(subnet: str) -> dict[str, Any]:
    """Return the route table of a subnet: its own, or its VPC's main one."""
    vpc, found = ec2._subnets[subnet]["VpcId"], dict[str, Any]()
    for table in ec2._route_tables.values():
        for association in table["Associations"]:
            if association.get("SubnetId") == subnet:
                return dict(table)
            if association.get("Main") and table["VpcId"] == vpc:
                found = dict(table)
    return found
