"""Networks of the customer's: what a VpcConfig asks for is there, and the role that runs in it has the rights that AWS's guide lists.

https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
"""

from typing import Any

from api.shapes import InvalidRequest
from local.vpc import networks

RIGHTS = (
    *networks.INTERFACES,
    "ec2:CreateNetworkInterfacePermission",
    "ec2:DeleteNetworkInterfacePermission",
    "ec2:DescribeVpcs",
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeSecurityGroups",
)


def check(operation: str, request: dict[str, Any]) -> None:
    """Refuse a request for something that can not run in the network that it names; hosting needs two availability zones."""
    definition = request.get("TrainingJobDefinition") or request
    subnets, groups = named(operation, definition)
    if not subnets:
        return
    try:
        networks.check(subnets, groups)
        if operation == "CreateModel":
            networks.check_zones(subnets)
        networks.check_rights(definition.get("RoleArn") or definition["ExecutionRoleArn"], RIGHTS)
    except networks.Refused as refused:
        raise InvalidRequest(f"request: {refused}") from None


def named(operation: str, request: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return the subnets and security groups that a request names."""
    if operation == "CreateNotebookInstance":
        return [request["SubnetId"]] if "SubnetId" in request else [], request.get("SecurityGroupIds", [])
    config = request.get("VpcConfig") or request.get("NetworkConfig", {}).get("VpcConfig") or {}
    return config.get("Subnets", []), config.get("SecurityGroupIds", [])
