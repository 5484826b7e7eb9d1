"""What the stack gives to a plan: the parameter document, and the resources of which config functions hear."""

import functools
import os
from typing import Any

import boto3

from document.reading import parse

OWN = {
    "TrainingConfigLambda": "TRAINING_CONFIG_LAMBDA",
    "ModelConfigLambda": "MODEL_CONFIG_LAMBDA",
    "EndpointConfigLambda": "ENDPOINT_CONFIG_LAMBDA",
    "PreprocessStateMachine": "PREPROCESS_STATE_MACHINE",
    "PostprocessStateMachine": "POSTPROCESS_STATE_MACHINE",
}


def document() -> dict[str, Any]:
    """Return the parameter document."""
    return parse(written(), f"the parameter document (SSM parameter {os.environ['PARAMETER_NAME']})")


def written() -> str:
    """Return the parameter document as it is written."""
    found: str = ssm().get_parameter(Name=os.environ["PARAMETER_NAME"])["Parameter"]["Value"]
    return found


def own_programs() -> list[str]:
    """Return the stack parameters that put programs of the user's own into a build, which depend on nobody knows what."""
    return [parameter for parameter, variable in OWN.items() if os.environ[variable]]


def resources(arn: str) -> dict[str, Any]:
    """Return what the stack gives to config functions; the ARN of anything in the stack says where that is."""
    region, account = arn.split(":")[3:5]
    subnets, groups = ([*filter(None, os.environ[name].split(","))] for name in ("SUBNET_IDS", "SECURITY_GROUP_IDS"))
    return {
        "Region": region,
        "Account": account,
        "DataBucket": os.environ["DATA_BUCKET"],
        "CodeBucket": os.environ["CODE_BUCKET"],
        "RepositoryUri": os.environ["REPOSITORY_URI"],
        "TrainingRoleArn": os.environ["TRAINING_ROLE_ARN"],
        "ModelRoleArn": os.environ["MODEL_ROLE_ARN"],
        "KmsKeyArn": os.environ["KMS_KEY_ARN"] or None,
        "VpcConfig": {"Subnets": subnets, "SecurityGroupIds": groups} if subnets else None,
        "ImageProject": os.environ["IMAGE_PROJECT"],
        "PreprocessStateMachine": os.environ["PREPROCESS_STATE_MACHINE"] or None,
        "PostprocessStateMachine": os.environ["POSTPROCESS_STATE_MACHINE"] or None,
    }


@functools.cache
def ssm() -> Any:
    """Return the SSM client of this process."""
    return boto3.client("ssm")
