"""Networks of the customer's: what a VpcConfig asks for is there, the role that runs in it has the rights that AWS's guide lists, and S3 is reached or not.

SageMaker pulls images and writes logs of jobs and models from a network of its own; data, models and what the code calls go through the customer's.

https://docs.aws.amazon.com/sagemaker/latest/dg/sagemaker-roles.html
https://docs.aws.amazon.com/sagemaker/latest/dg/train-vpc.html
https://docs.aws.amazon.com/sagemaker/latest/dg/host-vpc.html
"""

from typing import Any

from botocore.exceptions import ClientError

from api.shapes import InvalidRequest
from local.vpc import networks
from local.vpc.doors import UNREACHED, Place

RIGHTS = (
    *networks.INTERFACES,
    "ec2:CreateNetworkInterfacePermission",
    "ec2:DeleteNetworkInterfacePermission",
    "ec2:DescribeVpcs",
    "ec2:DescribeDhcpOptions",
    "ec2:DescribeSecurityGroups",
)
# How SageMaker goes on after "Data download failed:" and "Artifact upload failed:".
NO_WAY_TO_S3 = (
    "Please ensure that the subnet's route table has a route to an S3 VPC endpoint or a NAT device, and both the security groups and the subnet's "
    "network ACL allow outbound traffic to S3"
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


def place_of(record: dict[str, Any]) -> Place | None:
    """Return where a job or a model runs, None for one that is in nobody's network."""
    return placed(*named("", record))


def place_of_notebook(record: dict[str, Any]) -> Place | None:
    """Return where a notebook instance is; with direct internet access it reaches everything through SageMaker's network."""
    if record["DirectInternetAccess"] == "Enabled":
        return None
    return placed([record["SubnetId"]], record.get("SecurityGroups", []))


def placed(subnets: list[str], groups: list[str]) -> Place | None:
    """Return the place that some subnets are."""
    return Place(tuple(subnets), tuple(groups)) if subnets else None


def is_unreached(error: ClientError) -> bool:
    """Return whether an error says that no way leads to a service."""
    return bool(error.response["Error"]["Code"] == UNREACHED)
