"""What an instance reports to CloudWatch, put there with the job's or the model's role; a role that may not put it loses it, as on AWS.

The instance is this machine, so its processors and memory are the machine's; AWS reports them every minute, here they are reported at start and end.
"""

import os
from typing import Any

from botocore.exceptions import ClientError

from local.iam import roles


def publish(role_arn: str, namespace: str, dimensions: dict[str, str], metrics: dict[str, float] | None = None) -> None:
    """Put metrics, or those of the instance, into a namespace such as /aws/sagemaker/TrainingJobs."""
    where = [{"Name": name, "Value": value} for name, value in dimensions.items()]
    data: list[dict[str, Any]] = [
        {"MetricName": name, "Dimensions": where, "Value": value} for name, value in (instance() if metrics is None else metrics).items()
    ]
    if not data:
        return
    try:
        roles.client("cloudwatch", role_arn, "SageMaker").put_metric_data(Namespace=namespace, MetricData=data)
    except ClientError:
        return


def instance() -> dict[str, float]:
    """Return the use of processors and memory, in percent."""
    with open("/proc/meminfo") as lines:
        known = {line.split(":")[0]: float(line.split()[1]) for line in lines}
    busy = 100 * os.getloadavg()[0]  # a fully used processor counts as 100, as on AWS
    return {"CPUUtilization": busy, "MemoryUtilization": 100 * (1 - known["MemAvailable"] / known["MemTotal"])}
