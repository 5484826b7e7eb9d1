"""What SageMaker reports to CloudWatch of every request to an endpoint: by endpoint and variant, and once more by the configuration that answered.

https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-configuration.html
"""

import time

from ministack.services import cloudwatch

NAMESPACE = "AWS/SageMaker"
MICROSECONDS = 1_000_000


def report(endpoint: str, variant: str, config: str, status: int, seconds: float, instances: int) -> None:
    """Report a request that a container has answered, with which status and after how long."""
    values = {
        "Invocations": 1.0,
        "InvocationsPerInstance": 1 / max(instances, 1),
        "Invocation4XXErrors": float(400 <= status < 500),
        "Invocation5XXErrors": float(status >= 500),
        "InvocationModelErrors": float(status >= 400),
        "ModelLatency": seconds * MICROSECONDS,
    }
    for name, value in values.items():
        put(name, {"EndpointName": endpoint, "VariantName": variant}, value)
        put(name, {"EndpointName": endpoint, "VariantName": variant, "EndpointConfigName": config}, value)


def put(name: str, dimensions: dict[str, str], value: float) -> None:
    """Store one value of a metric."""
    unit = "Microseconds" if name == "ModelLatency" else "None"
    cloudwatch._store_datum(NAMESPACE, name, dimensions, time.time(), unit, value, None, None, None)
