"""An endpoint that nobody asks anything costs as much as one that is asked: people are told, once for each time that it falls idle."""

import functools
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3

from builds import executions, served, table
from costs import prices, uses
from costs.cost import cost
from endpoints import endpoint
from news import status

KIND = "idle"  # of the item that remembers when was looked, since when the endpoint is there, and when a request was seen
EVERY = timedelta(hours=23)
AWAY = timedelta(days=4)  # so long an endpoint may be taken down, as over a weekend, and be the one that was there before
DAY = 86_400
# https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-monitor.html: of an asynchronous endpoint SageMaker publishes no Invocations.
COUNTED, COUNTED_ASYNCHRONOUSLY = ("Invocations", "Sum"), ("ModelLatency", "SampleCount")


def look() -> None:
    """Warn of an endpoint that has had no request for IdleDays; look once a day, for requests are counted by the day."""
    now, days = datetime.now(UTC), int(os.environ["IDLE_DAYS"])
    known = executions.item_of(KIND)
    if not days or ("LookedAt" in known and now - datetime.fromisoformat(known["LookedAt"]) < EVERY):
        return
    found = endpoint.describe(os.environ["STACK_NAME"])
    if not found:
        return
    config, there = endpoint.config(found["EndpointConfigName"]), there_since(found, known, now)
    serving = [use for use in uses.of_endpoint(found, config) if use.count]
    # One without instances, as if scaled to none, costs nothing while it is idle.
    if serving and counts_requests(config):
        if requests(found, now - timedelta(days=days), now):
            table.write_if(executions.key(KIND), {"RequestAt": now.isoformat()})
        elif now - there >= timedelta(days=days):
            once(str(known.get("RequestAt") or there.isoformat()), message(found, days, serving))
    table.write_if(executions.key(KIND), {"LookedAt": now.isoformat(), "ThereSince": there.isoformat()})


def there_since(found: dict[str, Any], known: dict[str, Any], now: datetime) -> datetime:
    """Return since when there is an endpoint: one that is taken down for the night is made anew every morning."""
    created: datetime = found["CreationTime"]
    if "ThereSince" in known and now - datetime.fromisoformat(known["LookedAt"]) < AWAY:
        return min(datetime.fromisoformat(known["ThereSince"]), created)
    return created


def counts_requests(config: dict[str, Any]) -> bool:
    """Return whether requests are counted by variant: those to inference components, whose variants have no model, are counted by component."""
    return all("ModelName" in variant for variant in config["ProductionVariants"])


def requests(found: dict[str, Any], since: datetime, until: datetime) -> float:
    """Return how many requests all variants of an endpoint have had."""
    total, (metric, statistic) = 0.0, COUNTED_ASYNCHRONOUSLY if "AsyncInferenceConfig" in found else COUNTED
    for variant in found.get("ProductionVariants", []):
        dimensions = {"EndpointName": found["EndpointName"], "VariantName": variant["VariantName"]}
        points = cloudwatch().get_metric_statistics(
            Namespace="AWS/SageMaker",
            MetricName=metric,
            Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
            StartTime=since,
            EndTime=until,
            Period=DAY,
            Statistics=[statistic],
        )["Datapoints"]
        total += sum(point[statistic] for point in points)
    return total


def message(found: dict[str, Any], days: int, serving: list[uses.Use]) -> dict[str, Any]:
    """Return the status message of an idle endpoint: it waits for requests, and no build does for anything."""
    spent = cost([], [], serving, 0, prices.price, os.environ["ENDPOINT_HOURS"])
    quiet = f"the endpoint {found['EndpointName']} has had no request for {days} days"
    notice = f"{quiet}; {spent['Sentence']}. Delete it if nobody needs it; a build makes it anew"
    known = {"Version": served.version_of(found), "Notice": notice, "Cost": spent, "Endpoint": found["EndpointName"]}
    return status.message("WAITING", os.environ["STACK_NAME"], **known)


def once(since: str, said: dict[str, Any]) -> None:
    """Tell of an idleness that began with some moment, unless that has been done."""
    if executions.begin_telling(KIND, f"Idle since {since}"):
        status.publish(said)
        executions.told(KIND, f"Idle since {since}")


@functools.cache
def cloudwatch() -> Any:
    """Return the CloudWatch client of this process."""
    return boto3.client("cloudwatch")
