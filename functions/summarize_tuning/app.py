"""Summarize Tuning: names the best trial of a tuning job, and what every trial came to."""

import functools
from typing import Any

import boto3

from summarize_tuning.trials import summary


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return {"JobName", "ModelArtifacts", "Metrics", "Tuning"}; raise TuningFailed if no trial came to anything."""
    name = event["TuningJob"]
    job = sagemaker().describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=name)
    pages = sagemaker().get_paginator("list_training_jobs_for_hyper_parameter_tuning_job").paginate(HyperParameterTuningJobName=name)
    found = summary(job, [trial for page in pages for trial in page["TrainingJobSummaries"]])
    best = sagemaker().describe_training_job(TrainingJobName=found["Best"])
    return {
        "JobName": found["Best"],
        "ModelArtifacts": best["ModelArtifacts"]["S3ModelArtifacts"],
        "Metrics": {metric["MetricName"]: metric["Value"] for metric in best.get("FinalMetricDataList", [])},
        "Tuning": found,
    }


@functools.cache
def sagemaker() -> Any:
    """Return the SageMaker client of this process."""
    return boto3.client("sagemaker")
