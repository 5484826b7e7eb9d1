"""What a job or an image build is billed for, read from its description."""

from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil
from typing import Any

TRAINING, PROCESSING, HOSTING = "Train", "Processing", "Host"  # as usage types of AWS's price list begin
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


def of_training(job: dict[str, Any], state: str = "Train Model") -> list[Use]:
    """Return what a training job is billed for: BillableTimeInSeconds on each of its instances, on spot instances less than it has run."""
    if "TrainingStartTime" not in job:
        return []  # it never had an instance
    if "BillableTimeInSeconds" not in job:
        raise NotKnown(f"SageMaker has not billed {job['TrainingJobName']} yet, which is {job['TrainingJobStatus']}")
    billed, ran = int(job["BillableTimeInSeconds"]), int(job.get("TrainingTimeInSeconds", 0))
    saved = max(0, ran - billed) if job.get("EnableManagedSpotTraining") else 0
    given = job["ResourceConfig"]
    groups = given.get("InstanceGroups") or [given]
    return [Use(state, f"{TRAINING}:{group['InstanceType']}", int(group["InstanceCount"]), billed, saved) for group in groups]


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


def of_variants(config: dict[str, Any]) -> list[Use]:
    """Return what serves as long as an endpoint is there, at the count of instances that its configuration begins with."""
    variants = [*config.get("ProductionVariants", []), *config.get("ShadowProductionVariants", [])]
    return [
        Use("Endpoint", f"{HOSTING}:{variant['InstanceType']}", int(variant["InitialInstanceCount"]), 0)
        for variant in variants
        if "InstanceType" in variant and "InitialInstanceCount" in variant
    ]


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
