"""Keys of the user's own: whoever has SageMaker encrypt something with one has to be allowed to grant it the use of the key.

For the volumes of a job its role may be allowed it instead. What a job writes is encrypted as its role may.
https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html
"""

from typing import Any

from local.gateway.protocol import ServiceError
from local.gateway.state import region
from local.iam import authorization
from local.kms import use
from local.sagemaker.models import CONFIGS

GRANT = "kms:CreateGrant"
Needs = list[authorization.Needed]


def register() -> None:
    """Ask whoever creates or updates what has a key for it."""
    jobs = ("CreateTrainingJob", "CreateHyperParameterTuningJob", "CreateProcessingJob")
    authorization.also |= {"CreateEndpoint": deployment, "UpdateEndpoint": deployment, "CreateNotebookInstance": notebook}
    authorization.also |= dict.fromkeys(jobs, volumes)


def deployment(request: dict[str, Any]) -> Needs:
    """Return the grant that a deployment makes, if its configuration names a key."""
    return grant(CONFIGS.all.get(request.get("EndpointConfigName", ""), {}).get("KmsKeyId"))


def notebook(request: dict[str, Any]) -> Needs:
    """Return the grant that a notebook instance's volume needs."""
    return grant(request.get("KmsKeyId"))


def volumes(request: dict[str, Any]) -> Needs:
    """Return the grant that the volumes of a job need of its caller, if its role may not make that itself."""
    job = request.get("TrainingJobDefinition") or request
    machines = job.get("ResourceConfig") or job.get("ProcessingResources", {}).get("ClusterConfig") or {}
    needed = grant(machines.get("VolumeKmsKeyId"))
    try:
        for action, key, context in needed:
            authorization.require_of_role(job["RoleArn"], action, key, context)
    except authorization.Denied:
        return needed
    return []


def grant(key: str | None) -> Needs:
    """Return the grant of a key that works; refuse one that does not."""
    if not use.named(key):
        return []
    try:
        arn = use.usable(str(key))
    except use.Unusable as error:
        raise ServiceError("ValidationException", f"KMS key {key} can not be used: {error}") from None
    return [(GRANT, arn, {"kms:ViaService": f"sagemaker.{region()}.amazonaws.com", "kms:GrantIsForAWSResource": "true"})]
