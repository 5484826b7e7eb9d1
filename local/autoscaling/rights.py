"""What Application Auto Scaling asks for of whoever calls it: the right to do what a call leads to, as where nothing has scaled before.

https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_id-based-policy-examples.html
"""

import uuid
from typing import Any

from local.autoscaling import targets
from local.gateway.state import ACCOUNT, arn
from local.iam import authorization

PRINCIPAL = "sagemaker.application-autoscaling.amazonaws.com"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/{PRINCIPAL}/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint"
Request = dict[str, Any]


def target_arn(operation: str, request: Request) -> str:
    """Return the ARN of the target that a request is about; the Describe calls know none."""
    known = targets.registered.get(
        request.get("ResourceId", ""), {"ScalableTargetARN": arn("application-autoscaling", "scalable-target/new")}
    )
    return "*" if operation.startswith("Describe") else str(known["ScalableTargetARN"])


def needed_to_register(request: Request) -> list[authorization.Needed]:
    """Return what registering a target takes besides: all that scaling leads to is tried, with names that are nobody's or none at all.

    https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_permission_validation.html
    An alarm without a name has an ARN without one: https://github.com/aws-samples/amazon-cloudwatch-auto-alarms/issues/18
    """
    return [
        ("sagemaker:DescribeEndpoint", endpoint_arn(request), {}),
        ("sagemaker:DescribeEndpointConfig", arn("sagemaker", f"endpoint-config/{uuid.uuid4()}"), {}),
        ("sagemaker:UpdateEndpointWeightsAndCapacities", endpoint_arn(request), {}),
        *((f"cloudwatch:{operation}", arn("cloudwatch", "alarm:"), {}) for operation in ("PutMetricAlarm", "DeleteAlarms")),
        ("cloudwatch:DescribeAlarms", "*", {}),
        ("iam:CreateServiceLinkedRole", ROLE, {"iam:AWSServiceName": PRINCIPAL}),
    ]


def needed_to_track(request: Request) -> list[authorization.Needed]:
    """Return what a policy takes besides: alarms, and the right to change the count of instances."""
    alarms = arn("cloudwatch", f"alarm:TargetTracking-{request.get('ResourceId', '')}-AlarmHigh")
    count: authorization.Needed = ("sagemaker:UpdateEndpointWeightsAndCapacities", endpoint_arn(request), {})
    return [("cloudwatch:PutMetricAlarm", alarms, {}), ("cloudwatch:DescribeAlarms", "*", {}), count]


def needed_to_end(request: Request) -> list[authorization.Needed]:
    """Return what the end of a policy takes besides: its alarms go."""
    of = request.get("ResourceId", "")
    return [("cloudwatch:DeleteAlarms", arn("cloudwatch", f"alarm:TargetTracking-{of}-AlarmHigh"), {})] if targets.policies_of(of) else []


def endpoint_arn(request: Request) -> str:
    """Return the ARN of the endpoint that a target is a variant of."""
    return arn("sagemaker", "/".join(request.get("ResourceId", "").lower().split("/")[:2]))
