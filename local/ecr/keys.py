"""Repositories that a key of the customer's encrypts: it has to be there and enabled when the repository is made, and whenever an image is pushed.

ECR has a grant of the key's since the repository was made, so that nobody who pushes or pulls is asked for the key.
https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
"""

from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import ecr
from ministack.services.cloudformation import provisioners

from local.kms import use

Call = Callable[[dict[str, Any]], Any]


def register() -> None:
    """Ask the key in each of these; a stack's repository does not look at what CreateRepository answers."""
    create = provisioners._RESOURCE_HANDLERS["AWS::ECR::Repository"]["create"]

    def create_usable(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        if key := use.named((properties.get("EncryptionConfiguration") or {}).get("KmsKey")):
            use.usable(key)
        return create(logical_id, properties, stack)

    provisioners._RESOURCE_HANDLERS["AWS::ECR::Repository"]["create"] = create_usable
    ecr._create_repository = asking(ecr._create_repository)
    ecr._initiate_layer_upload, ecr._put_image = asking(ecr._initiate_layer_upload), asking(ecr._put_image)


def asking(original: Call) -> Call:
    """Return a call that is refused where the repository's key cannot be used."""

    def ask(request: dict[str, Any]) -> Any:
        repository = ecr._repositories.get(request.get("repositoryName", ""), request)
        key = use.named(repository.get("encryptionConfiguration", {}).get("kmsKey"))
        try:
            if key:
                use.usable(key)
        except use.Unusable as error:
            return error_response_json("KmsException", str(error), 400)
        return original(request)

    return ask
