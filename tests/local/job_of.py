"""Requests like those of a build that has succeeded, to be sent by hand."""

from typing import Any

from local.stack import Stack
from prove.requests import MEMBERS


def training_request(stack: Stack, name: str, **changes: Any) -> dict[str, Any]:
    """Return the CreateTrainingJob request of the stack's last own container under another name."""
    sagemaker = stack.account.client("sagemaker")
    listed = sagemaker.list_training_jobs(NameContains=f"{stack.name}-v", StatusEquals="Completed", MaxResults=50)["TrainingJobSummaries"]
    jobs = [sagemaker.describe_training_job(TrainingJobName=found["TrainingJobName"]) for found in listed]
    job = next(job for job in jobs if "sagemaker_program" not in job.get("HyperParameters", {}))
    return {"TrainingJobName": name, **{key: job[key] for key in MEMBERS}, **changes}
