"""A build's metrics as CloudWatch takes them: few, named by training and evaluation, one dimension that never changes."""

from typing import Any

NAMESPACE = "SageBuild"
MOST = 10  # of a build; each is a custom metric, which costs money
LONGEST_NAME = 255
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html: other values are refused, with all that are sent beside them.
SMALLEST, LARGEST = 2.0**-360, 2.0**360


def data(stack: str, metrics: dict[str, Any], judged: str | None = None) -> list[dict[str, Any]]:
    """Return PutMetricData's MetricData of a build's final metrics: the one that judged it and the first by name, without what CloudWatch refuses.

    The version is no dimension, for every version would then make new metrics.
    """
    usable = [name for name, value in metrics.items() if is_name(name) and is_value(value)]
    taken = sorted(usable, key=lambda name: (name != judged, name))[:MOST]
    return [{"MetricName": name, "Dimensions": [{"Name": "Stack", "Value": stack}], "Value": float(metrics[name])} for name in taken]


def is_name(name: str) -> bool:
    """Return whether a metric may be called so in CloudWatch."""
    return name.isascii() and name.isprintable() and bool(name.strip()) and len(name) <= LONGEST_NAME


def is_value(value: Any) -> bool:
    """Return whether CloudWatch takes a value; what is not a number of JSON, such as NaN, it does not."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value == 0 or SMALLEST <= abs(value) <= LARGEST
