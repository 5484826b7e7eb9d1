"""Keys of the user's own: whoever deploys a configuration with a KmsKeyId has to be allowed to grant SageMaker the use of the key.

https://docs.aws.amazon.com/sagemaker/latest/dg/api-permissions-reference.html
"""

from typing import Any

from local.gateway.state import arn, region
from local.iam import authorization
from local.sagemaker.models import CONFIGS


def register() -> None:
    """Ask whoever creates or updates an endpoint for it."""
    authorization.also |= {"CreateEndpoint": grants, "UpdateEndpoint": grants}


def grants(request: dict[str, Any]) -> list[authorization.Needed]:
    """Return the grant that a deployment makes, if its configuration names a key."""
    key = CONFIGS.all.get(request.get("EndpointConfigName", ""), {}).get("KmsKeyId")
    if not key:
        return []
    context = {"kms:ViaService": f"sagemaker.{region()}.amazonaws.com", "kms:GrantIsForAWSResource": "true"}
    return [("kms:CreateGrant", key if key.startswith("arn:") else arn("kms", f"key/{key.removeprefix('alias/')}"), context)]
