"""The CreateTrainingJob request of a build."""

import json
from typing import Any

from merge import merge


def training_request(event: dict[str, Any]) -> dict[str, Any]:
    """Return the complete request: the defaults, under the document's TrainingJob."""
    build, parameters, resources = event["Build"], event["Parameters"], event["Resources"]
    defaults = {
        "TrainingJobName": build["Names"]["TrainingJob"],
        "AlgorithmSpecification": {"TrainingImage": build["Images"]["Training"]["Uri"], "TrainingInputMode": "File"},
        "RoleArn": resources["TrainingRoleArn"],
        "InputDataConfig": channels(parameters, resources["DataBucket"]),
        "OutputDataConfig": {"S3OutputPath": f"s3://{resources['CodeBucket']}/artifacts/"},
        "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30},
        "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
        "HyperParameters": {key: encoded(value) for key, value in parameters.get("HyperParameters", {}).items()},
    }
    request: dict[str, Any] = merge(defaults, parameters.get("TrainingJob", {}))
    return request


def channels(parameters: dict[str, Any], data_bucket: str) -> list[dict[str, Any]]:
    """Return the InputDataConfig: the document's Channels, or the data bucket's train/ as the channel train."""
    given = parameters.get("Channels") or {"train": f"s3://{data_bucket}/train/"}
    return [{**(s3_channel(value) if isinstance(value, str) else value), "ChannelName": name} for name, value in given.items()]


def s3_channel(uri: str) -> dict[str, Any]:
    """Return the channel whose content is everything under an S3 prefix."""
    return {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": uri, "S3DataDistributionType": "FullyReplicated"}}}


def encoded(value: Any) -> str:
    """Return a hyperparameter as SageMaker carries it: a string as it is, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value)
