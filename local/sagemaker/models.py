"""Models and endpoint configurations."""

from typing import Any

from botocore.exceptions import ClientError

from api.rules import table
from api.shapes import InvalidRequest
from local.gateway.protocol import ServiceError
from local.iam import roles
from local.sagemaker import objects
from local.sagemaker.records import Kind, Record, summary
from local.sagemaker.training import assumable, pulled

MODELS = Kind("model", "ModelName", "ModelArn", "model")
CONFIGS = Kind("endpoint configuration", "EndpointConfigName", "EndpointConfigArn", "endpoint-config")


def create_model(request: Record) -> Record:
    """Answer CreateModel."""
    refuse_existing(MODELS, request["ModelName"])
    role_arn = request["ExecutionRoleArn"]
    assumable(role_arn)
    for container in containers_of(request):
        if "Image" not in container:
            raise ServiceError("ValidationException", "the local AWS knows no model packages: a container needs an Image")
        pulled(container["Image"], role_arn)
        if "ModelDataUrl" in container:
            check_data(container["ModelDataUrl"], role_arn)
    return {"ModelArn": MODELS.add(request)["ModelArn"]}


def containers_of(model: Record) -> list[Record]:
    """Return a model's container, or those of its pipeline in their order."""
    if "PrimaryContainer" in model:
        return [model["PrimaryContainer"]]
    return list(model.get("Containers", []))


def check_data(url: str, role_arn: str) -> None:
    """Refuse model data that is not there or that the role may not read."""
    bucket, key = objects.split(url)
    try:
        roles.client("s3", role_arn, "SageMaker").head_object(Bucket=bucket, Key=key)
    except ClientError:
        message = f"Could not access model data at {url}. Please ensure that the role {role_arn} exists and has s3:GetObject, and that the object exists."
        raise ServiceError("ValidationException", message) from None


def refuse_existing(kind: Kind, name: str) -> None:
    """Refuse a name that is in use."""
    if name in kind.all:
        raise ServiceError("ValidationException", f'Cannot create already existing {kind.label} "{kind.all[name][kind.arn_member]}".')


def create_config(request: Record) -> Record:
    """Answer CreateEndpointConfig."""
    refuse_existing(CONFIGS, request["EndpointConfigName"])
    for variant in request["ProductionVariants"]:
        if "ModelName" not in variant:
            raise ServiceError("ValidationException", f"variant {variant['VariantName']}: the local AWS hosts no inference components")
        check_together(MODELS.get(variant["ModelName"]), request, {})
    return {"EndpointConfigArn": CONFIGS.add(request)["EndpointConfigArn"]}


def check_together(model: Record, config: Record, update: Record) -> None:
    """Refuse a model, an endpoint configuration and an update that do not go together."""
    try:
        table.check("together", {"Model": model, "EndpointConfig": config, "Endpoint": update})
    except InvalidRequest as error:
        raise ServiceError("ValidationException", str(error)) from None


def list_models(request: Record) -> Record:
    """Answer ListModels."""
    page, more = MODELS.listed(request)
    return {"Models": [summary(record, "ModelName", "ModelArn", "CreationTime") for record in page], **more}


def list_configs(request: Record) -> Record:
    """Answer ListEndpointConfigs."""
    page, more = CONFIGS.listed(request)
    return {"EndpointConfigs": [summary(record, "EndpointConfigName", "EndpointConfigArn", "CreationTime") for record in page], **more}


def delete_model(request: Record) -> Record:
    """Answer DeleteModel."""
    MODELS.remove(request["ModelName"])
    return {}


def delete_config(request: Record) -> Record:
    """Answer DeleteEndpointConfig; AWS allows it for one that an endpoint uses, and so the endpoint keeps what it needs."""
    CONFIGS.remove(request["EndpointConfigName"])
    return {}


OPERATIONS: dict[str, Any] = {
    "CreateModel": create_model,
    "DescribeModel": lambda request: MODELS.get(request["ModelName"]),
    "ListModels": list_models,
    "DeleteModel": delete_model,
    "CreateEndpointConfig": create_config,
    "DescribeEndpointConfig": lambda request: CONFIGS.get(request["EndpointConfigName"]),
    "ListEndpointConfigs": list_configs,
    "DeleteEndpointConfig": delete_config,
}
