"""Find VPC: which VPC the stack's subnets are of, which CodeBuild asks for besides them; subnets in which no endpoint could be are refused here."""

import functools
from typing import Any

import boto3
from crhelper import CfnResource

from find_vpc.rule import refusal

helper = CfnResource(log_level="INFO", sleep_on_delete=0)


class Refused(Exception):
    """The message says what the subnets have to be."""


@helper.create
@helper.update
def find(event: dict[str, Any], context: object) -> str:
    """Tell the VPC, or say why the subnets cannot be used."""
    subnets = ec2().describe_subnets(SubnetIds=event["ResourceProperties"]["SubnetIds"])["Subnets"]
    if sentence := refusal(subnets):
        raise Refused(sentence)
    found: str = subnets[0]["VpcId"]
    helper.Data["VpcId"] = found
    return found


@helper.delete
def forget(event: dict[str, Any], context: object) -> None:
    """Let the VPC be, which is nothing of the stack's."""


def handler(event: dict[str, Any], context: object) -> None:
    """Answer CloudFormation."""
    helper(event, context)


@functools.cache
def ec2() -> Any:
    """Return the EC2 client of this process."""
    return boto3.client("ec2")
