"""Requests like those of a build that has succeeded, to be sent by hand."""

from typing import Any

from local.stack import Stack

MEMBERS = (
    "HyperParameters",
    "AlgorithmSpecification",
    "RoleArn",
    "InputDataConfig",
    "OutputDataConfig",
    "ResourceConfig",
    "StoppingCondition",
)


def training_request(stack: Stack, name: str, **changes: Any) -> dict[str, Any]:
    """Return the CreateTrainingJob request of the stack's last training under another name."""
    sagemaker = stack.account.client("sagemaker")
    last = sagemaker.list_training_jobs(NameContains=f"{stack.name}-v", StatusEquals="Completed")["TrainingJobSummaries"][0]
    job = sagemaker.describe_training_job(TrainingJobName=last["TrainingJobName"])
    return {"TrainingJobName": name, **{key: job[key] for key in MEMBERS}, **changes}
