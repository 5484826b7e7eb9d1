"""What a build has trained, as SageMaker itself knows it: a build that ends in the middle carries no result out of its execution."""

from typing import Any

from botocore.exceptions import ClientError

from endpoints.endpoint import sagemaker


def trained(record: dict[str, Any]) -> dict[str, Any]:
    """Return {"ModelArtifacts", "Metrics"} of the training in a build's record, empty if none has been completed."""
    try:
        job = training_job(record.get("Train"), record.get("Names", {}))
    except ClientError as error:
        if error.response["Error"]["Code"] in ("ValidationException", "ResourceNotFound"):  # it was never started
            return {}
        raise
    if job.get("TrainingJobStatus") != "Completed":
        return {}
    metrics = {metric["MetricName"]: metric["Value"] for metric in job.get("FinalMetricDataList") or []}
    return {"ModelArtifacts": job["ModelArtifacts"]["S3ModelArtifacts"], "Metrics": metrics}


def training_job(operation: str | None, names: dict[str, str]) -> dict[str, Any]:
    """Return the description of a build's training job, or of its tuning job's best trial; empty if there is none."""
    if not operation:
        return {}
    name: str | None = names["TrainingJob"]
    if operation == "CreateHyperParameterTuningJob":
        tuning = sagemaker().describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=names["TuningJob"])
        completed = tuning["HyperParameterTuningJobStatus"] == "Completed"
        name = tuning.get("BestTrainingJob", {}).get("TrainingJobName") if completed else None
    found: dict[str, Any] = sagemaker().describe_training_job(TrainingJobName=name) if name else {}
    return found
