"""A request like that of the first build's training, to be tried by hand."""

from typing import Any

from prove.documents import TRAINING_INSTANCE
from prove.evidence import Evidence

MEMBERS = (
    "HyperParameters",
    "AlgorithmSpecification",
    "RoleArn",
    "InputDataConfig",
    "OutputDataConfig",
    "ResourceConfig",
    "StoppingCondition",
)


def request_of(evidence: Evidence, name: str) -> dict[str, Any]:
    """Return the CreateTrainingJob request of the first build under another name; it would run for a minute at most."""
    job = evidence.succeeded("push").output["Training"]["JobName"]
    described = evidence.stack.aws.client("sagemaker").describe_training_job(TrainingJobName=job)
    request = {key: described[key] for key in MEMBERS if described.get(key)}
    resources = {"InstanceType": TRAINING_INSTANCE, "InstanceCount": 1, "VolumeSizeInGB": described["ResourceConfig"]["VolumeSizeInGB"]}
    tags = [{"Key": "sagebuild:stack", "Value": evidence.stack.name}]
    return {**request, "TrainingJobName": name, "ResourceConfig": resources, "StoppingCondition": {"MaxRuntimeInSeconds": 60}, "Tags": tags}
