"""Keep Log Group: a log group whose name SageMaker chooses is there as long as the stack, and not for ever.

CloudFormation makes no log group that is there already; this one takes it over. It is deleted after the roles that could make it anew.
"""

import functools
from contextlib import suppress
from typing import Any

import boto3
from crhelper import CfnResource

helper = CfnResource(log_level="INFO", sleep_on_delete=0)


@helper.create
@helper.update
def keep(event: dict[str, Any], context: object) -> str:
    """Make the log group unless it is there, and give it the stack's tag, retention and key; one that the stack has no more goes."""
    properties = event["ResourceProperties"]
    arn = properties["LogGroupArn"]
    with suppress(logs().exceptions.ResourceAlreadyExistsException):
        logs().create_log_group(logGroupName=name_in(arn))
    logs().tag_resource(resourceArn=arn, tags={"sagebuild:stack": properties["StackName"]})
    logs().put_retention_policy(logGroupName=name_in(arn), retentionInDays=int(properties["RetentionInDays"]))
    if key := properties.get("KmsKeyId"):
        logs().associate_kms_key(logGroupName=name_in(arn), kmsKeyId=key)
    elif event.get("OldResourceProperties", {}).get("KmsKeyId"):
        logs().disassociate_kms_key(logGroupName=name_in(arn))
    return name_in(arn)


@helper.delete
def remove(event: dict[str, Any], context: object) -> None:
    """Delete the log group; one that is gone is deleted."""
    with suppress(logs().exceptions.ResourceNotFoundException):
        logs().delete_log_group(logGroupName=name_in(event["ResourceProperties"]["LogGroupArn"]))


def name_in(arn: str) -> str:
    """Return the name of the log group that an ARN is of."""
    return arn.split(":", 6)[6]


def handler(event: dict[str, Any], context: object) -> None:
    """Answer CloudFormation."""
    helper(event, context)


@functools.cache
def logs() -> Any:
    """Return the CloudWatch Logs client of this process."""
    return boto3.client("logs")
