"""Endpoints: created, updated blue/green without a missed request, deleted.

Traffic moves to a new fleet all at once when it is healthy; a fleet that is not leaves the old one serving. Not known yet: canary and linear shifting,
alarms that roll back, autoscaling.
"""

import contextvars
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from local import autoscaling, roles
from local.protocol import ServiceError
from local.sagemaker.hosting import Fleet, HostingFailed
from local.sagemaker.models import CONFIGS, MODELS, containers_of, refuse_existing
from local.sagemaker.records import Kind, Record, summary

ENDPOINTS = Kind("endpoint", "EndpointName", "EndpointArn", "endpoint")
fleets: dict[str, dict[str, Fleet]] = {}
# An answer that the old fleet is still working on is given before it ends.
DRAIN_SECONDS = 2.0
EVENT_STATUS = {"InService": "IN_SERVICE", "RollingBack": "ROLLING_BACK"}


def create(request: Record) -> Record:
    """Answer CreateEndpoint."""
    name = request["EndpointName"]
    refuse_existing(ENDPOINTS, name)
    config = CONFIGS.get(request["EndpointConfigName"])
    record = ENDPOINTS.add(request, EndpointStatus="Creating", ProductionVariants=variants(config))
    move(record, "Creating")
    background(bring_up, record, config)
    return {"EndpointArn": record["EndpointArn"]}


def update(request: Record) -> Record:
    """Answer UpdateEndpoint."""
    record = ENDPOINTS.get(request["EndpointName"])
    config = CONFIGS.get(request["EndpointConfigName"])
    if record["EndpointStatus"] not in ("InService", "OutOfService", "UpdateRollbackFailed"):
        state = "in-progress" if record["EndpointStatus"] != "Failed" else "failed"
        raise ServiceError("ValidationException", f'Cannot update {state} endpoint "{record["EndpointArn"]}".')
    if request["EndpointConfigName"] == record["EndpointConfigName"]:
        raise ServiceError("ValidationException", "The endpoint configuration is the one that the endpoint has already.")
    record.pop("FailureReason", None)
    record["PendingDeploymentSummary"] = {"EndpointConfigName": config["EndpointConfigName"], "StartTime": datetime.now(UTC)}
    record["LastDeploymentConfig"] = request.get("DeploymentConfig", {})
    move(record, "Updating")
    background(replace, record, config)
    return {"EndpointArn": record["EndpointArn"]}


def delete(request: Record) -> Record:
    """Answer DeleteEndpoint."""
    record = ENDPOINTS.get(request["EndpointName"])
    if record["EndpointStatus"] == "Creating":
        raise ServiceError(
            "ValidationException", f'Cannot delete in-progress endpoint "{record["EndpointArn"]}" while it is being created.'
        )
    if record["EndpointStatus"] == "Updating":
        raise ServiceError("ValidationException", f'Cannot update in-progress endpoint "{record["EndpointArn"]}".')
    move(record, "Deleting")
    background(take_down, record)
    return {}


def background(work: Callable[..., None], *arguments: Any) -> None:
    """Do something after the request has been answered."""
    threading.Thread(target=contextvars.copy_context().run, args=(work, *arguments), daemon=True).start()


def start_all(record: Record, config: Record) -> dict[str, Fleet]:
    """Start a fleet for every variant and wait until all are healthy; on failure none is left."""
    started: dict[str, Fleet] = {}
    try:
        for variant in config["ProductionVariants"]:
            model = MODELS.all.get(variant["ModelName"])
            if model is None:
                raise HostingFailed(f"Could not find model {variant['ModelName']}.")
            started[variant["VariantName"]] = Fleet(record["EndpointName"], variant["VariantName"], model)
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


def replace(record: Record, config: Record) -> None:
    """Bring a new fleet up beside the old one, and move the traffic; roll back if the new one fails."""
    name = record["EndpointName"]
    try:
        green = start_all(record, config)
    except Exception as error:
        move(record, "RollingBack")
        record["FailureReason"] = str(error)
        record.pop("PendingDeploymentSummary", None)
        move(record, "InService")
        return
    blue, fleets[name] = fleets.get(name, {}), green
    policy = record["LastDeploymentConfig"].get("BlueGreenUpdatePolicy", {})
    time.sleep(max(DRAIN_SECONDS, policy.get("TerminationWaitInSeconds", 0)))
    record |= {"EndpointConfigName": config["EndpointConfigName"], "ProductionVariants": variants(config)}
    record.pop("PendingDeploymentSummary", None)
    for fleet in blue.values():
        fleet.stop()
    move(record, "InService")


def take_down(record: Record) -> None:
    """Delete an endpoint."""
    for fleet in fleets.pop(record["EndpointName"], {}).values():
        fleet.stop()
    autoscaling.forget_endpoint(record["EndpointName"])
    ENDPOINTS.remove(record["EndpointName"])


def variants(config: Record) -> list[dict[str, Any]]:
    """Return a configuration's variants as an endpoint shows them."""
    shown = []
    for variant in config["ProductionVariants"]:
        count, weight = variant.get("InitialInstanceCount", 1), variant.get("InitialVariantWeight", 1.0)
        images = [{"SpecifiedImage": container["Image"]} for container in containers_of(MODELS.all.get(variant["ModelName"], {}))]
        shown.append(
            {
                "VariantName": variant["VariantName"],
                "DeployedImages": images,
                "CurrentWeight": weight,
                "DesiredWeight": weight,
                "CurrentInstanceCount": count,
                "DesiredInstanceCount": count,
            }
        )
    return shown


def move(record: Record, status: str) -> None:
    """Move to a status, and say so as SageMaker does."""
    record |= {"EndpointStatus": status, "LastModifiedTime": datetime.now(UTC)}
    detail = {**record, "EndpointStatus": EVENT_STATUS.get(status, status.upper())}
    roles.emit_event("aws.sagemaker", "SageMaker Endpoint State Change", [record["EndpointArn"]], detail)


def describe(request: Record) -> Record:
    """Answer DescribeEndpoint."""
    record = ENDPOINTS.get(request["EndpointName"])
    return {key: value for key, value in record.items() if key not in ("LastDeploymentConfig", "DeploymentConfig")}


def listed(request: Record) -> Record:
    """Answer ListEndpoints."""
    page, more = ENDPOINTS.listed(request, "EndpointStatus")
    members = ("EndpointName", "EndpointArn", "CreationTime", "LastModifiedTime", "EndpointStatus")
    return {"Endpoints": [summary(record, *members) for record in page], **more}


OPERATIONS: dict[str, Any] = {
    "CreateEndpoint": create,
    "UpdateEndpoint": update,
    "DeleteEndpoint": delete,
    "DescribeEndpoint": describe,
    "ListEndpoints": listed,
}
