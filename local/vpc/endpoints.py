"""Endpoints that a call makes keep what MiniStack forgets of it: private names, security groups and policy.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpcEndpoint.html
"""

from typing import Any

from ministack.services import ec2


def register() -> None:
    """Stand behind CreateVpcEndpoint."""
    original = ec2._ACTION_MAP["CreateVpcEndpoint"]

    def create(parameters: dict[str, Any]) -> Any:
        before = set(ec2._vpc_endpoints)
        answer = original(parameters)
        for made in set(ec2._vpc_endpoints) - before:
            ec2._vpc_endpoints[made] |= forgotten(parameters, ec2._vpc_endpoints[made]["VpcId"])
        return answer

    ec2._ACTION_MAP["CreateVpcEndpoint"] = create


def forgotten(parameters: dict[str, Any], vpc: str) -> dict[str, Any]:
    """Return what is forgotten: names are private unless it is said otherwise, and without a security group it is the VPC's own."""
    groups = ec2._parse_member_list(parameters, "SecurityGroupId") or [
        name for name, group in ec2._security_groups.items() if group["VpcId"] == vpc and group["GroupName"] == "default"
    ]
    private = ec2._p(parameters, "PrivateDnsEnabled", "true") == "true"
    return {"PrivateDnsEnabled": private, "SecurityGroupIds": groups, "PolicyDocument": ec2._p(parameters, "PolicyDocument") or None}
