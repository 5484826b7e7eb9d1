"""What a person is told where a company's key, boundary or network stops a stack: each is broken for one question, and mended."""

import json
import re
from collections.abc import Callable
from typing import Any

from local.stack import Stack

TOLD = (
    r"is not authorized to perform: (kms:\w+) on resource: \S+ because (no resource-based policy)",
    r"is not authorized to perform: (dynamodb:\w+)",
    r"(Connect timeout: no way leads from subnet-)\w+ to a NAT gateway or to a VPC endpoint of (com.amazonaws.us-east-1.ssm)",
)


def told(stack: Stack, asked: dict[str, str]) -> list[str]:
    """Return the words by which a function of the stack fails for want of its key, its boundary and its way to Parameter Store."""
    breaks: tuple[Callable[[Stack, dict[str, str]], Callable[[], Any]], ...] = (key_of_nobody, boundary_without_table, closed_doors)
    found = []
    for do, words in zip(breaks, TOLD, strict=True):
        mend = do(stack, asked)
        try:
            said = check_parameters(stack)
        finally:
            mend()
        match = re.search(words, said)
        found.append(" … ".join(match.groups()) if match else said)
    return [*found, check_parameters(stack)[:15]]


def check_parameters(stack: Stack) -> str:
    """Return what the function that checks the parameter document answers, which reads the table first and the document then."""
    answer = stack.account.client("lambda").invoke(FunctionName=stack.outputs["CheckParametersFunction"], Payload=b"{}")
    return str(answer["Payload"].read().decode())


def key_of_nobody(stack: Stack, asked: dict[str, str]) -> Callable[[], Any]:
    """Take away the statement by which the key's policy leaves it to the account who uses the key."""
    kms, of = stack.account.client("kms"), {"KeyId": asked["KmsKeyArn"], "PolicyName": "default"}
    policy = kms.get_key_policy(**of)["Policy"]
    statements = [statement for statement in json.loads(policy)["Statement"] if statement["Sid"] != "Account"]
    kms.put_key_policy(**of, Policy=json.dumps({"Version": "2012-10-17", "Statement": statements}))
    return lambda: kms.put_key_policy(**of, Policy=policy)


def boundary_without_table(stack: Stack, asked: dict[str, str]) -> Callable[[], Any]:
    """Take DynamoDB out of the boundary."""
    iam, of = stack.account.client("iam"), {"PolicyArn": asked["PermissionsBoundaryArn"]}
    document = iam.get_policy_version(**of, VersionId="v1")["PolicyVersion"]["Document"]
    narrower = json.dumps(document).replace('"dynamodb:*", ', "")
    iam.create_policy_version(**of, PolicyDocument=narrower, SetAsDefault=True)
    return lambda: iam.create_policy_version(**of, PolicyDocument=json.dumps(document), SetAsDefault=True)


def closed_doors(stack: Stack, asked: dict[str, str]) -> Callable[[], Any]:
    """Let the security group of the endpoints let nothing in."""
    ec2, (group,) = stack.account.client("ec2"), asked["SecurityGroupIds"].split(",")
    groups = ec2.describe_security_groups()["SecurityGroups"]
    doors = next(found["GroupId"] for found in groups if group in json.dumps(found["IpPermissions"]))
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "UserIdGroupPairs": [{"GroupId": group}]}
    ec2.revoke_security_group_ingress(GroupId=doors, IpPermissions=[https])
    return lambda: ec2.authorize_security_group_ingress(GroupId=doors, IpPermissions=[https])
