"""What runs and is paid for by the hour: the endpoint's instances, and those of the training that a build waits for."""

from datetime import datetime
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from costs import uses
from endpoints import endpoint


class Running(NamedTuple):
    """Something that costs as long as it runs; on says on what, such as 2 × ml.m5.large."""

    what: str
    on: str
    status: str
    since: datetime


def of_endpoint(name: str) -> list[Running]:
    """Return a line for each variant of the endpoint; none if there is no endpoint."""
    found = endpoint.describe(name)
    if not found:
        return []
    config = described(endpoint.sagemaker().describe_endpoint_config, EndpointConfigName=found["EndpointConfigName"])
    counts = {variant["VariantName"]: variant for variant in uses.variants(found)}
    return [
        Running(
            f"endpoint {name}, variant {variant['VariantName']}",
            hosted(variant, counts.get(variant["VariantName"], {})),
            found["EndpointStatus"],
            found["CreationTime"],
        )
        for variant in uses.variants(config)
    ]


def hosted(variant: dict[str, Any], now: dict[str, Any]) -> str:
    """Return what serves a variant, as its configuration and the endpoint's present state say."""
    serverless = variant.get("ServerlessConfig")
    by_request = [f"serverless, {serverless['MemorySizeInMB']} MB: its requests cost"] if serverless else []
    return ", ".join([*by_request, *(f"{use.count} × {use.kind}" for use in uses.of_variant(variant, now, uses.HOSTING))])


def of_training(record: dict[str, Any], steps: set[str]) -> list[Running]:
    """Return a line for the training or tuning job that a build waits for, from the build's record and its running states."""
    sagemaker = endpoint.sagemaker()
    if "Train Model" in steps and (job := described(sagemaker.describe_training_job, TrainingJobName=record["Names"]["TrainingJob"])):
        return [Running(f"training {job['TrainingJobName']}", trained(job), job["SecondaryStatus"], job["CreationTime"])]
    name = {"HyperParameterTuningJobName": record["Names"]["TuningJob"]} if "Tune Model" in steps else {}
    if name and (job := described(sagemaker.describe_hyper_parameter_tuning_job, **name)):
        trials = job["TrainingJobStatusCounters"].get("InProgress", 0)
        on = f"{trials} trials at a time, each on {trained(job.get('TrainingJobDefinition', {}))}"
        return [Running(f"tuning {job['HyperParameterTuningJobName']}", on, job["HyperParameterTuningJobStatus"], job["CreationTime"])]
    return []


def trained(job: dict[str, Any]) -> str:
    """Return on what a job trains; a job may name groups of instances, or several definitions, instead of one type."""
    given = job.get("ResourceConfig", {})
    return f"{given['InstanceCount']} × {given['InstanceType']}" if "InstanceType" in given else "several types of instances"


def described(describe: Any, **name: str) -> dict[str, Any]:
    """Return a description, empty for what is not there: a job that its state is about to create, a configuration that is gone."""
    try:
        found: dict[str, Any] = describe(**name)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("ValidationException", "ResourceNotFound"):
            return {}
        raise
    return found
