"""Training jobs: each runs its image's train program in its own /opt/ml, and ends as SageMaker would end it."""

import contextvars
import threading
from typing import Any

from botocore.exceptions import ClientError

from local.containers import frameworks, images
from local.gateway import quotas
from local.gateway.protocol import ServiceError
from local.gateway.state import region
from local.iam import roles
from local.sagemaker import metrics, objects
from local.sagemaker.records import Kind, Record, summary
from local.sagemaker.training_run import TrainingRun

JOBS = Kind("training job", "TrainingJobName", "TrainingJobArn", "training-job")
RUNNING = ("InProgress", "Stopping")
runs: dict[str, TrainingRun] = {}


def create(request: Record) -> Record:
    """Answer CreateTrainingJob; what AWS refuses at once is refused at once."""
    name, role_arn = request["TrainingJobName"], request["RoleArn"]
    if name in JOBS.all:
        used = JOBS.all[name]["TrainingJobArn"]
        message = (
            f"Training job names must be unique within an AWS account and region, and a training job with this name already exists ({used})"
        )
        raise ServiceError("ResourceInUse", message)
    check_quota(request)
    assumable(role_arn)
    s3 = roles.client("s3", role_arn, "SageMaker")
    for channel in request.get("InputDataConfig", []):
        source = channel["DataSource"].get("S3DataSource", {})
        if source.get("S3DataType") != "S3Prefix":
            raise ServiceError(
                "ValidationException", f"channel {channel['ChannelName']}: the local AWS reads channels of S3DataType S3Prefix only"
            )
        objects.check_prefix(s3, source["S3Uri"], role_arn, region())
    image = pulled(request["AlgorithmSpecification"].get("TrainingImage", ""), role_arn)
    definitions = metric_definitions(request, request.get("HyperParameters", {}))
    metrics.check(definitions)
    record = JOBS.add(request, TrainingJobStatus="InProgress", SecondaryStatus="Starting", SecondaryStatusTransitions=[])
    runs[name] = TrainingRun(record, image, definitions)
    threading.Thread(target=contextvars.copy_context().run, args=(runs[name].run,), daemon=True).start()
    return {"TrainingJobArn": record["TrainingJobArn"]}


def check_quota(definition: Record, jobs: int = 1) -> None:
    """Refuse a training job, or some at a time, for whose instances there is no quota."""
    wanted, spot = definition.get("ResourceConfig", {}), definition.get("EnableManagedSpotTraining", False)
    kind = wanted.get("InstanceType", "")
    used = sum(
        job["ResourceConfig"].get("InstanceCount", 1)
        for job in JOBS.all.values()
        if job["TrainingJobStatus"] in RUNNING
        and job["ResourceConfig"].get("InstanceType") == kind
        and job.get("EnableManagedSpotTraining", False) == spot
    )
    quotas.require(f"{kind} for {'spot ' if spot else ''}training job usage", used, wanted.get("InstanceCount", 1) * jobs)


def metric_definitions(definition: Record, hyperparameters: dict[str, str]) -> list[dict[str, str]]:
    """Return the metrics that a job with these members reports: its own, and those that its algorithm brings along."""
    algorithm = definition["AlgorithmSpecification"]
    return [*algorithm.get("MetricDefinitions", []), *frameworks.own_metrics(algorithm["TrainingImage"], hyperparameters)]


def assumable(role_arn: str) -> None:
    """Refuse a role that SageMaker cannot assume."""
    if not roles.is_assumable(role_arn, "sagemaker.amazonaws.com"):
        message = f"Could not assume role {role_arn}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role."
        raise ServiceError("ValidationException", message)


def pulled(uri: str, role_arn: str) -> images.Image:
    """Return an image that a role may pull from ECR; refuse one that is not there, or whose manifest is not Docker's own."""
    try:
        image = frameworks.pull_any(uri, role_arn, roles.client("ecr", role_arn, "SageMaker"))
    except images.ImageNotFound as error:
        raise ServiceError("ValidationException", f"Cannot find the image, or the role {role_arn} may not pull it: {error}") from None
    except ClientError as error:
        raise ServiceError("ValidationException", str(error)) from None
    if image.manifest != images.DOCKER:
        message = f"Unsupported manifest media type {image.manifest} for image {uri}. Ensure that valid manifest media type is used for specified image."
        raise ServiceError("ValidationException", message)
    return image


def describe(request: Record) -> Record:
    """Answer DescribeTrainingJob."""
    return JOBS.get(request["TrainingJobName"])


def stop(request: Record) -> Record:
    """Answer StopTrainingJob."""
    record = JOBS.get(request["TrainingJobName"])
    if record["TrainingJobStatus"] not in RUNNING:
        raise ServiceError(
            "ValidationException", "The request was rejected because the training job is in status " + record["TrainingJobStatus"] + "."
        )
    runs[request["TrainingJobName"]].stop("Stopping")
    return {}


def listed(request: Record) -> Record:
    """Answer ListTrainingJobs."""
    page, more = JOBS.listed(request, "TrainingJobStatus")
    members = ("TrainingJobName", "TrainingJobArn", "CreationTime", "TrainingEndTime", "LastModifiedTime", "TrainingJobStatus")
    return {"TrainingJobSummaries": [summary(record, *members) for record in page], **more}


OPERATIONS: dict[str, Any] = {
    "CreateTrainingJob": create,
    "DescribeTrainingJob": describe,
    "StopTrainingJob": stop,
    "ListTrainingJobs": listed,
}
