"""The PutMetricAlarm requests of a deployment: which badness of the new fleet rolls it back.

The metrics carry the name of the new configuration, so that only the new fleet is judged: one that serves and fails does not hold up what mends it.
Rates, not counts: SageMaker sends 1 or 0 for each request.
"""

from typing import Any

NAMESPACE = "AWS/SageMaker"
# Two bad minutes of three; a minute without requests is a good one.
WATCHING = {
    "Namespace": NAMESPACE,
    "Statistic": "Average",
    "Period": 60,
    "EvaluationPeriods": 3,
    "DatapointsToAlarm": 2,
    "ComparisonOperator": "GreaterThanThreshold",
    "TreatMissingData": "notBreaching",
}
MICROSECONDS = 1_000_000
MOST = 10  # alarms that may roll an update back
# Model errors count what the model refuses with 4xx as well, which may be the callers' fault: so more of them are borne.
KINDS = (
    {"Kind": "5xx-errors", "MetricName": "Invocation5XXErrors", "Threshold": 0.05, "Says": "more than 5 % of the requests are answered 5xx"},
    {"Kind": "model-errors", "MetricName": "InvocationModelErrors", "Threshold": 0.25, "Says": "the model fails in more than 25 % of the requests"},
    {"Kind": "latency", "MetricName": "ModelLatency", "Threshold": 10 * MICROSECONDS, "Says": "the model takes more than 10 seconds on average"},
)  # fmt: skip
# What SageMaker reports of an asynchronous endpoint, whose answers may take an hour.
ASYNCHRONOUS = ("5xx-errors",)


def alarm_requests(build: dict[str, Any], config: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the request of every alarm of a configuration: those of the first kinds where there are too many."""
    kinds = [kind for kind in KINDS if "AsyncInferenceConfig" not in config or kind["Kind"] in ASYNCHRONOUS]
    return [request(build, kind, variant["VariantName"]) for kind in kinds for variant in watched(config)][:MOST]


def watched(config: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the production variants that guardrails guard: those with instances and a model."""
    return [variant for variant in config["ProductionVariants"] if "ModelName" in variant and "ServerlessConfig" not in variant]


def request(build: dict[str, Any], kind: dict[str, Any], variant: str) -> dict[str, Any]:
    """Return the request of one alarm."""
    endpoint, config = build["Names"]["Endpoint"], build["Names"]["EndpointConfig"]
    dimensions = {"EndpointName": endpoint, "VariantName": variant, "EndpointConfigName": config}
    return {
        **WATCHING,
        "AlarmName": alarm_name(endpoint, variant, kind["Kind"]),
        "AlarmDescription": f"Variant {variant} in {config}: {kind['Says']}. Rolls an update back",
        "MetricName": kind["MetricName"],
        "Threshold": kind["Threshold"],
        "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
        "Tags": [{"Key": "sagebuild:stack", "Value": build["Stack"]}],
    }


def alarm_name(endpoint: str, variant: str, kind: str) -> str:
    """Return an alarm's name; no stack's name has a slash, so that churn's alarms are never churn-dev's."""
    return f"{endpoint}/{variant}/{kind}"
