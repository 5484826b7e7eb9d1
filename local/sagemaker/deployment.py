"""Bringing endpoints up and down: their fleets, and the traffic between them, in threads of their own."""

import contextvars
import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from ministack.services import cloudwatch

from local.autoscaling import targets
from local.gateway import pace
from local.sagemaker import endpoint_events, rollout
from local.sagemaker.hosting import Fleet, HostingFailed
from local.sagemaker.models import MODELS, containers_of
from local.sagemaker.records import Kind, Record

ENDPOINTS = Kind("endpoint", "EndpointName", "EndpointArn", "endpoint")
fleets: dict[str, dict[str, Fleet]] = {}
# While traffic moves: the new fleets, and the share of the requests that reach them.
shifting: dict[str, tuple[dict[str, Fleet], float]] = {}
# An answer that the old fleet is still working on is given before it ends.
DRAIN_SECONDS = 2.0


def start_all(record: Record, config: Record) -> dict[str, Fleet]:
    """Start a fleet for every variant and wait until all are healthy; on failure none is left."""
    started: dict[str, Fleet] = {}
    try:
        for variant in config["ProductionVariants"]:
            model = MODELS.all.get(variant["ModelName"])
            if model is None:
                raise HostingFailed(f"Could not find model {variant['ModelName']}.")
            started[variant["VariantName"]] = Fleet(record["EndpointName"], config["EndpointConfigName"], variant, model)
        endpoint_events.start()
        for fleet in started.values():
            fleet.wait_until_healthy()
    except Exception:
        for fleet in started.values():
            fleet.stop()
        raise
    return started


def bring_up(record: Record, config: Record) -> None:
    """Create an endpoint's first fleet."""
    try:
        fleets[record["EndpointName"]] = start_all(record, config)
        move(record, "InService")
    except Exception as error:
        record["FailureReason"] = str(error)
        move(record, "Failed")


def replace(record: Record, config: Record, steps: list[rollout.Step], shown: list[dict[str, Any]]) -> None:
    """Bring a new fleet up beside the old one, and move the traffic; roll back if the new one fails or an alarm goes off."""
    name = record["EndpointName"]
    green: dict[str, Fleet] = {}
    try:
        green = start_all(record, config)
        for step in steps:
            shifting[name] = green, step.share
            rollout.bake(record["LastDeploymentConfig"], step.seconds, state_of_alarm)
    except Exception as error:
        move(record, "RollingBack")
        if shifting.pop(name, None):
            time.sleep(DRAIN_SECONDS)
        for fleet in green.values():
            fleet.stop()
        record["FailureReason"] = str(error)
        record.pop("PendingDeploymentSummary", None)
        move(record, "InService")
        return
    blue, fleets[name] = fleets.get(name, {}), green
    shifting.pop(name, None)
    policy = record["LastDeploymentConfig"].get("BlueGreenUpdatePolicy", {})
    time.sleep(max(DRAIN_SECONDS, pace.hosting(policy.get("TerminationWaitInSeconds", 0))))
    record |= {"EndpointConfigName": config["EndpointConfigName"], "ProductionVariants": shown}
    record.pop("PendingDeploymentSummary", None)
    for fleet in blue.values():
        fleet.stop()
    move(record, "InService")


def background(work: Callable[..., None], *arguments: Any) -> None:
    """Do something after the request has been answered."""
    threading.Thread(target=contextvars.copy_context().run, args=(work, *arguments), daemon=True).start()


def serving(name: str) -> dict[str, Fleet]:
    """Return the fleets of an endpoint that answer the next request, by their variants."""
    green, share = shifting.get(name, ({}, 0.0))
    return green if random.random() < share else fleets.get(name, {})


def alarm_exists(name: str) -> bool:
    """Return whether there is a CloudWatch alarm of a name."""
    return name in cloudwatch._alarms


def state_of_alarm(name: str) -> str:
    """Return the state of a CloudWatch alarm, "" for one that does not exist."""
    return str((cloudwatch._alarms.get(name) or {}).get("StateValue", ""))


def take_down(record: Record) -> None:
    """Delete an endpoint."""
    for fleet in fleets.pop(record["EndpointName"], {}).values():
        fleet.stop()
    targets.forget_endpoint(record["EndpointName"])
    ENDPOINTS.remove(record["EndpointName"])


def variants(config: Record) -> list[dict[str, Any]]:
    """Return a configuration's variants as an endpoint shows them."""
    shown = []
    for variant in config["ProductionVariants"]:
        count, weight = variant.get("InitialInstanceCount", 1), variant.get("InitialVariantWeight", 1.0)
        serverless = variant.get("ServerlessConfig")
        counts = {"CurrentServerlessConfig": serverless} if serverless else {"CurrentInstanceCount": count, "DesiredInstanceCount": count}
        images = [{"SpecifiedImage": container["Image"]} for container in containers_of(MODELS.all.get(variant["ModelName"], {}))]
        shown.append(
            {
                "VariantName": variant["VariantName"],
                "DeployedImages": images,
                "CurrentWeight": weight,
                "DesiredWeight": weight,
                **counts,
            }
        )
    return shown


def move(record: Record, status: str) -> None:
    """Move to a status, and say so as SageMaker does."""
    record |= {"EndpointStatus": status, "LastModifiedTime": datetime.now(UTC)}
    endpoint_events.tell(record)
