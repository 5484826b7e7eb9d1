"""Endpoints: created, updated blue/green without a missed request, deleted.

Traffic moves to a new fleet when it is healthy, in the steps that the update asks for; a fleet that is not, or an alarm, leaves the old one serving.
"""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

from local.gateway import quotas
from local.gateway.protocol import ServiceError
from local.sagemaker import capacities, rollout
from local.sagemaker.deployment import ENDPOINTS, alarm_exists, background, bring_up, move, replace, take_down, variants
from local.sagemaker.models import CONFIGS, refuse_existing
from local.sagemaker.records import Record, summary


def create(request: Record) -> Record:
    """Answer CreateEndpoint."""
    name = request["EndpointName"]
    refuse_existing(ENDPOINTS, name)
    config = CONFIGS.get(request["EndpointConfigName"])
    check_quotas(config)
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
    new = capacities.retain(request, record["ProductionVariants"], variants(config))
    if any(map(is_serverless, new)) and not any(map(is_serverless, record["ProductionVariants"])):
        raise ServiceError("ValidationException", "Cannot convert an instance-based endpoint to a serverless endpoint.")
    if asynchronous(record) and "AsyncInferenceConfig" not in config:
        words = f"The AsyncInferenceConfig parameter cannot be removed from this endpoint {record['EndpointName']}."
        raise ServiceError("ValidationException", words)
    deployment = request.get("DeploymentConfig", {})
    rollout.check_alarms(deployment, alarm_exists)
    steps = rollout.steps(deployment, min(variant.get("DesiredInstanceCount", 1) for variant in new))
    rollout.check_variants(deployment, names_of(record["ProductionVariants"]), names_of(config["ProductionVariants"]))
    capacities.check_scaling(record, config)
    check_quotas(config)
    record.pop("FailureReason", None)
    record["PendingDeploymentSummary"] = {"EndpointConfigName": config["EndpointConfigName"], "StartTime": datetime.now(UTC)}
    record["LastDeploymentConfig"] = deployment
    move(record, "Updating")
    background(replace, record, config, steps, new)
    return {"EndpointArn": record["EndpointArn"]}


def check_quotas(config: Record) -> None:
    """Refuse a new fleet for whose instances there is no quota; while an update lasts, the old one counts as well."""
    used = Counter[str]()
    for endpoint in ENDPOINTS.all.values():
        if endpoint["EndpointStatus"] != "Failed":
            used += instances(CONFIGS.all.get(endpoint["EndpointConfigName"], {}))
    for kind, wanted in instances(config).items():
        quotas.require(f"{kind} for endpoint usage", used[kind], wanted)


def instances(config: Record) -> Counter[str]:
    """Return how many instances of each type a configuration asks for."""
    found = Counter[str]()
    for variant in config.get("ProductionVariants", []):
        if "InstanceType" in variant:
            found[variant["InstanceType"]] += variant.get("InitialInstanceCount", 1)
    return found


def delete(request: Record) -> Record:
    """Answer DeleteEndpoint."""
    record = ENDPOINTS.get(request["EndpointName"])
    if record["EndpointStatus"] in ("Creating", "Updating", "RollingBack", "Deleting"):
        raise ServiceError("ValidationException", f'Cannot update in-progress endpoint "{record["EndpointArn"]}".')
    move(record, "Deleting")
    background(take_down, record)
    return {}


def is_serverless(variant: dict[str, Any]) -> bool:
    """Return whether a variant is serverless."""
    return "CurrentServerlessConfig" in variant


def asynchronous(record: Record) -> Record:
    """Return what makes an endpoint asynchronous, as DescribeEndpoint shows it; {} for a real-time one."""
    config = CONFIGS.all.get(record["EndpointConfigName"], {})
    return {key: config[key] for key in ("AsyncInferenceConfig",) if key in config}


def names_of(production_variants: list[dict[str, Any]]) -> list[str]:
    """Return the names of variants."""
    return [variant["VariantName"] for variant in production_variants]


def describe(request: Record) -> Record:
    """Answer DescribeEndpoint."""
    record = ENDPOINTS.get(request["EndpointName"])
    return {key: value for key, value in record.items() if key not in ("LastDeploymentConfig", "DeploymentConfig")} | asynchronous(record)


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
    **capacities.OPERATIONS,
}
