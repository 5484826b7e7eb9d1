"""Enable EventBridge: a bucket that is there already tells EventBridge of uploads from now on, besides whatever it tells already.

It is never switched off again: other stacks may listen, and events that nobody listens to cost nothing.
"""

import functools
from typing import Any

import boto3
from crhelper import CfnResource

helper = CfnResource(log_level="INFO", sleep_on_delete=0)
CONFIGURATIONS = ("TopicConfigurations", "QueueConfigurations", "LambdaFunctionConfigurations", "EventBridgeConfiguration")


@helper.create
@helper.update
def enable(event: dict[str, Any], context: object) -> str:
    """Add EventBridge to the bucket's notifications, and keep all others."""
    bucket = event["ResourceProperties"]["Bucket"]
    found = s3().get_bucket_notification_configuration(Bucket=bucket)
    if "EventBridgeConfiguration" not in found:
        kept = {key: found[key] for key in CONFIGURATIONS if key in found}
        s3().put_bucket_notification_configuration(
            Bucket=bucket,
            NotificationConfiguration={**kept, "EventBridgeConfiguration": {}},
            # Whom the others tell was checked when they were configured.
            SkipDestinationValidation=True,
        )
    return f"eventbridge-{bucket}"


@helper.delete
def keep(event: dict[str, Any], context: object) -> None:
    """Leave the bucket as it is."""


def handler(event: dict[str, Any], context: object) -> None:
    """Answer CloudFormation."""
    helper(event, context)


@functools.cache
def s3() -> Any:
    """Return the S3 client of this process."""
    return boto3.client("s3")
