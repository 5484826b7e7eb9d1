"""What a job or an image build is billed for, read from its description."""

from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import Any

# As usage types of AWS's price list begin; an asynchronous endpoint has instance types and prices of its own.
TRAINING, PROCESSING, HOSTING, ASYNCHRONOUS = "Train", "Processing", "Host", "AsyncInf"
UNPRICED = "Unpriced"  # what the list is not asked for
MINUTE = 60
# https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-compute-types.html
SYSTEMS = {"LINUX_CONTAINER": "Linux", "ARM_CONTAINER": "ARM"}


class NotKnown(Exception):
    """What something is billed for is not known; the message says why."""


@dataclass(frozen=True)
class Use:
    """What is paid for: a state of the build, on how many of what, and for how many seconds each; saved are those that spot instances spared.

    usage is the end of the usage type in AWS's price list, such as Train:ml.m5.large.
    """

    state: str
    usage: str
    count: int
    seconds: int
    saved: int = 0

    @property
    def kind(self) -> str:
        """Return what is used, such as ml.m5.large or g1.small."""
        return self.usage.rpartition(":")[2]

    @property
    def has_price(self) -> bool:
        """Return whether AWS's price list is worth asking."""
        return not self.usage.startswith(UNPRICED)


def of_training(job: dict[str, Any], state: str = "Train Model") -> list[Use]:
    """Return what a training job is billed for: BillableTimeInSeconds on each of its instances, on spot instances less than it has run."""
    if "TrainingStartTime" not in job:
        return []  # it never had an instance
    if "BillableTimeInSeconds" not in job:
        raise NotKnown(f"SageMaker has not billed {job['TrainingJobName']} yet, which is {job['TrainingJobStatus']}")
    billed, ran = int(job["BillableTimeInSeconds"]), int(job.get("TrainingTimeInSeconds", 0))
    saved = max(0, ran - billed) if job.get("EnableManagedSpotTraining") else 0
    given = job.get("ResourceConfig", {})
    paid = UNPRICED if "TrainingPlanArn" in given else TRAINING  # a plan is paid for beforehand
    return [Use(state, f"{paid}:{kind}", count, billed, saved) for kind, count in fleets(job["TrainingJobName"], given)]


def fleets(name: str, given: dict[str, Any]) -> list[tuple[str, int]]:
    """Return type and count of the instances on which a job has trained."""
    if "SelectedInstanceType" in given:  # of several that it would have taken
        return [(given["SelectedInstanceType"], int(given["SelectedInstanceCount"]))]
    groups = given.get("InstanceGroups") or [given]
    if any("InstanceType" not in group for group in groups):
        raise NotKnown(f"what {name} cost is not known, for SageMaker does not say on which instances it ran")
    return [(group["InstanceType"], int(group["InstanceCount"])) for group in groups]


def of_evaluation(job: dict[str, Any]) -> list[Use]:
    """Return what a processing job is billed for: from its beginning to its end; SageMaker says no billable time of it."""
    if "ProcessingStartTime" not in job:
        return []
    if "ProcessingEndTime" not in job:
        raise NotKnown(f"{job['ProcessingJobName']} has not ended yet")
    cluster = job["ProcessingResources"]["ClusterConfig"]
    usage = f"{PROCESSING}:{cluster['InstanceType']}"
    return [Use("Evaluate Models", usage, int(cluster["InstanceCount"]), seconds(job["ProcessingStartTime"], job["ProcessingEndTime"]))]


def of_image(build: dict[str, Any]) -> list[Use]:
    """Return what an image build is billed for: every minute that has begun."""
    if "endTime" not in build:
        raise NotKnown(f"CodeBuild's {build['id']} has not ended yet")
    environment = build["environment"]
    size = environment["computeType"].removeprefix("BUILD_GENERAL1_").lower()
    if environment["type"] not in SYSTEMS:
        raise NotKnown(f"CodeBuild's price of {environment['type']} is not looked up")
    minutes = max(1, ceil(seconds(build["startTime"], build["endTime"]) / MINUTE))
    return [Use("Build Images", f"Build-Min:{SYSTEMS[environment['type']]}:g1.{size}", 1, minutes * MINUTE)]


def of_endpoint(found: dict[str, Any], config: dict[str, Any]) -> list[Use]:
    """Return what serves as long as an endpoint is there, at the counts that it has now: autoscaling changes those of its configuration."""
    usage = ASYNCHRONOUS if "AsyncInferenceConfig" in config else HOSTING
    now = {variant["VariantName"]: variant for variant in variants(found)}
    return [use for variant in variants(config) for use in of_variant(variant, now.get(variant["VariantName"], {}), usage)]


def of_variant(variant: dict[str, Any], now: dict[str, Any], usage: str) -> list[Use]:
    """Return what a variant is paid for by the hour; of a serverless one that is what it holds ready, and its requests come on top."""
    if serverless := variant.get("ServerlessConfig"):
        ready = int(serverless.get("ProvisionedConcurrency", 0))
        return [Use("Endpoint", f"{UNPRICED}:{serverless['MemorySizeInMB']} MB held ready", ready, 0)] if ready else []
    if pools := now.get("InstancePools"):
        return [Use("Endpoint", f"{usage}:{pool['InstanceType']}", int(pool["CurrentInstanceCount"]), 0) for pool in pools]
    count = int(now.get("CurrentInstanceCount", variant.get("InitialInstanceCount", 0)))
    kind = f"{usage}:{variant['InstanceType']}" if "InstanceType" in variant else f"{UNPRICED}:instances of a pool"
    return [Use("Endpoint", kind, count, 0)]


def variants(described: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the variants of an endpoint or of its configuration, those that only listen too."""
    return [*described.get("ProductionVariants", []), *described.get("ShadowProductionVariants", [])]


def by_kind(found: list[Use]) -> list[Use]:
    """Return uses of the same kind as one: trials of a tuning, the exams of two models."""
    together: dict[tuple[str, str, int], Use] = {}
    for use in found:
        key = use.state, use.usage, use.count
        so_far = together.get(key)
        together[key] = replace(use, seconds=use.seconds + so_far.seconds, saved=use.saved + so_far.saved) if so_far else use
    return list(together.values())


def seconds(begin: datetime, end: datetime) -> int:
    """Return the seconds that have begun between two times."""
    return ceil((end - begin).total_seconds())
