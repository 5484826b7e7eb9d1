"""Rules of a training job, alone or as what a tuning job tries."""

import re
from typing import Any

from api.rules.rule import Rule, either, get, given, has_no_disk, has_own_disk, twice

LONGEST_RUN = 28 * 24 * 3600
# What no dialect of regular expressions takes; SageMaker's knows more than Python's.
BROKEN = ("unterminated", "unbalanced", "missing )", "nothing to repeat", "bad escape (end of pattern)")
WAIT, RUN = "StoppingCondition.MaxWaitTimeInSeconds", "StoppingCondition.MaxRuntimeInSeconds"
IMAGE_CONFIG = "AlgorithmSpecification.TrainingImageConfig"


def is_spot(job: dict[str, Any]) -> bool:
    """Return whether a job runs on spot instances."""
    return job.get("EnableManagedSpotTraining") is True


def is_serverless(job: dict[str, Any]) -> bool:
    """Return whether SageMaker chooses the job's instances."""
    return "ServerlessJobConfig" in job


def too_short_wait(job: dict[str, Any]) -> str | None:
    """Return how long a job runs and waits where it waits shorter than it runs."""
    wait, run = get(job, WAIT), get(job, RUN)
    return f"MaxRuntimeInSeconds ({run}), got {wait}" if wait and run and wait < run else None


def broken_expression(metric: dict[str, Any]) -> str | None:
    """Return why an expression is none in any dialect."""
    try:
        re.compile(metric["Regex"])
    except re.error as error:
        return str(error) if any(words in str(error) for words in BROKEN) and r"\Q" not in metric["Regex"] else None
    return None


def counts_of_preferences(resources: dict[str, Any]) -> bool:
    """Return whether preferences and job do not agree on who says how many instances there are."""
    preferences = resources.get("InstancePreferences", [])
    counted = sum("InstanceCount" in preference for preference in preferences)
    right = counted == 0 if "InstanceCount" in resources else counted == len(preferences)
    return bool(preferences) and not right


def beside_preferences(job: dict[str, Any]) -> str | None:
    """Return what preferences exclude and is given."""
    if not get(job, "ResourceConfig.InstancePreferences"):
        return None
    others = given(job["ResourceConfig"], "InstanceType", "InstanceGroups", "InstancePlacementConfig")
    return ", ".join(others + (["EnableManagedSpotTraining"] if is_spot(job) else [])) or None


def two_plans(resources: dict[str, Any]) -> bool:
    """Return whether a plan is named for the job and for a preference."""
    preferred = any("TrainingPlanArns" in preference for preference in resources.get("InstancePreferences", []))
    return preferred and "TrainingPlanArn" in resources


def no_instance(job: dict[str, Any]) -> bool:
    """Return whether nothing says which instances a job runs on."""
    if is_serverless(job) or "HyperParameterTuningResourceConfig" in job:
        return False
    return not given(job.get("ResourceConfig", {}), "InstanceType", "InstanceGroups", "InstancePreferences")


def no_volume(resources: dict[str, Any]) -> str | None:
    """Return why a job needs a volume that it does not get."""
    small = not resources.get("VolumeSizeInGB")
    return f"{resources['InstanceType']} has no disk of its own" if small and has_no_disk(resources.get("InstanceType")) else None


JOB = (
    Rule(WAIT, "required with EnableManagedSpotTraining, at least MaxRuntimeInSeconds", "dg/model-managed-spot-training",
         lambda job: is_spot(job) and get(job, WAIT) is None),
    Rule(WAIT, "expected at least {}", "API_StoppingCondition", too_short_wait),
    Rule(WAIT, "only with EnableManagedSpotTraining: true", "API_StoppingCondition",
         lambda job: not is_spot(job) and get(job, WAIT) is not None),
    Rule(RUN, f"expected at most 28 days ({LONGEST_RUN} seconds), got {{}}", "API_StoppingCondition",
         lambda job: (get(job, RUN) or 0) > LONGEST_RUN and get(job, RUN)),
    Rule("AlgorithmSpecification", "expected one of TrainingImage and AlgorithmName, got {}", "API_AlgorithmSpecification",
         lambda job: either(job.get("AlgorithmSpecification"), "TrainingImage", "AlgorithmName")),
    Rule("ResourceConfig.InstancePreferences", "not together with {}", "API_ResourceConfig", beside_preferences),
    Rule("ResourceConfig", "expected one of InstanceType, InstanceGroups and InstancePreferences", "API_ResourceConfig", no_instance),
    Rule(f"{IMAGE_CONFIG}.TrainingRepositoryAccessMode", "Vpc needs a VpcConfig", "dg/docker-containers-adapt-your-own-private-registry",
         lambda job: get(job, f"{IMAGE_CONFIG}.TrainingRepositoryAccessMode") == "Vpc" and "VpcConfig" not in job),
)  # fmt: skip

RESOURCES = (
    Rule("InstanceGroups", "not together with {}", "SageMaker Python SDK, Estimator",
         lambda resources: "InstanceGroups" in resources and ", ".join(given(resources, "InstanceType", "InstanceCount"))),
    Rule("InstancePreferences", "each instance type once, got {} twice", "API_InstancePreference",
         lambda resources: twice([preference["InstanceType"] for preference in resources.get("InstancePreferences", [])])),
    Rule("InstanceCount", "expected here or in every one of InstancePreferences, not in both", "API_InstancePreference",
         counts_of_preferences),
    Rule("TrainingPlanArn", "not together with the TrainingPlanArns of InstancePreferences", "API_InstancePreference", two_plans),
    Rule("SelectedInstanceType", "only in SageMaker's answers", "API_ResourceConfig",
         lambda resources: given(resources, "SelectedInstanceType")),
    Rule("SelectedInstanceCount", "only in SageMaker's answers", "API_ResourceConfig",
         lambda resources: given(resources, "SelectedInstanceCount")),
    Rule("VolumeSizeInGB", "expected at least 1, for {}", "API_ResourceConfig", no_volume),
    Rule("VolumeKmsKeyId", "not for {}, whose own disks are encrypted by themselves", "API_ResourceConfig",
         lambda resources: "VolumeKmsKeyId" in resources and has_own_disk(resources.get("InstanceType")) and resources["InstanceType"]),
)  # fmt: skip

CHANNEL = (
    Rule("DataSource", "expected one of S3DataSource, FileSystemDataSource and DatasetSource, got {}", "API_DataSource",
         lambda channel: either(channel["DataSource"], "S3DataSource", "FileSystemDataSource", "DatasetSource")),
    Rule("DataSource.S3DataSource.S3Uri", "expected s3://bucket/prefix, got {}", "API_S3DataSource",
         lambda channel: (uri := get(channel, "DataSource.S3DataSource.S3Uri")) and not uri.startswith("s3://") and uri),
)  # fmt: skip

METRIC = (Rule("Regex", "expected a regular expression, but {}", "API_MetricDefinition", broken_expression),)
