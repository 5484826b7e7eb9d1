"""The request that trains: CreateTrainingJob, or CreateHyperParameterTuningJob where the document has a TuningJob."""

from typing import Any

from calls import aside, protection
from calls.scripts import hyperparameters, isolated_channels
from document.merge import merge
from document.reading import InvalidParameters, shown
from images.frameworks import DEFAULT_INSTANCE


def training_request(event: dict[str, Any]) -> dict[str, Any]:
    """Return the complete request: the defaults, under the document's TrainingJob, under its TuningJob."""
    job: dict[str, Any] = merge(training_defaults(event), event["Parameters"].get("TrainingJob", {}))
    return tuning_request(event, job) if "TuningJob" in event["Parameters"] else job


def training_defaults(event: dict[str, Any]) -> dict[str, Any]:
    """Return the CreateTrainingJob request without the document's TrainingJob."""
    build, parameters, resources = event["Build"], event["Parameters"], event["Resources"]
    given = parameters.get("TrainingJob", {})
    cluster = given.get("ResourceConfig")
    machines = {"InstanceType": DEFAULT_INSTANCE, "InstanceCount": 1, "VolumeSizeInGB": 30, **protection.volume_key(resources, cluster)}
    named = isinstance(given.get("AlgorithmSpecification"), dict) and given["AlgorithmSpecification"].get("AlgorithmName")
    image = {} if named else {"TrainingImage": build["Images"]["Training"]["Uri"]}
    return {
        "TrainingJobName": build["Names"]["TrainingJob"],
        "AlgorithmSpecification": {**image, "TrainingInputMode": "File"},
        "RoleArn": resources["TrainingRoleArn"],
        "InputDataConfig": [*channels(parameters, resources["DataBucket"]), *isolated_channels(event)],
        "OutputDataConfig": {"S3OutputPath": f"s3://{resources['CodeBucket']}/artifacts/", **protection.key(resources)},
        "ResourceConfig": aside.resources(machines, cluster),
        "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
        "HyperParameters": hyperparameters(event),
        **protection.network(resources),
    }


def tuning_request(event: dict[str, Any], job: dict[str, Any]) -> dict[str, Any]:
    """Return the CreateHyperParameterTuningJob request whose trials are like a training job."""
    given = event["Parameters"]["TuningJob"]
    definition = aside.without(job, "TrainingJobName", "HyperParameters", "Tags")
    if isinstance(given.get("TrainingJobDefinition"), dict) and given["TrainingJobDefinition"].get("HyperParameterTuningResourceConfig"):
        definition.pop("ResourceConfig", None)
    defaults = {
        "HyperParameterTuningJobName": event["Build"]["Names"]["TuningJob"],
        "HyperParameterTuningJobConfig": {
            "Strategy": "Bayesian",
            "ResourceLimits": aside.limits(given.get("HyperParameterTuningJobConfig")),
        },
        "TrainingJobDefinition": {**definition, "StaticHyperParameters": job.get("HyperParameters", {})},
    }
    if "TrainingJobDefinitions" in given:
        del defaults["TrainingJobDefinition"]  # several algorithms are tuned together, each defined by the user
    request: dict[str, Any] = merge(defaults, given)
    return without_tuned(request)


def without_tuned(request: dict[str, Any]) -> dict[str, Any]:
    """Return a tuning request in which no hyperparameter is both fixed and tuned."""
    config, definition = request.get("HyperParameterTuningJobConfig"), request.get("TrainingJobDefinition")
    ranges = config.get("ParameterRanges") if isinstance(config, dict) else None
    fixed = definition.get("StaticHyperParameters") if isinstance(definition, dict) else None
    if not isinstance(ranges, dict) or not isinstance(fixed, dict) or not isinstance(definition, dict):
        return request
    entries = [entry for kind in ranges.values() if isinstance(kind, list) for entry in kind if isinstance(entry, dict)]
    tuned = {entry.get("Name") for entry in entries}
    kept = {key: value for key, value in fixed.items() if key not in tuned}
    return {**request, "TrainingJobDefinition": {**definition, "StaticHyperParameters": kept}}


def channels(parameters: dict[str, Any], data_bucket: str) -> list[dict[str, Any]]:
    """Return the InputDataConfig."""
    given = named_channels(parameters, data_bucket)
    return [{**(s3_channel(name, value) if isinstance(value, str) else value), "ChannelName": name} for name, value in given.items()]


def named_channels(parameters: dict[str, Any], data_bucket: str) -> dict[str, Any]:
    """Return the document's Channels, or the data bucket's train/ as the channel train."""
    return parameters.get("Channels") or {"train": f"s3://{data_bucket}/train/"}


def s3_channel(name: str, uri: str) -> dict[str, Any]:
    """Return the channel whose content is everything under an S3 prefix; raise InvalidParameters for another address."""
    if not uri.startswith("s3://"):
        raise InvalidParameters(f"Channels.{name}: expected s3://bucket/prefix, got {shown(uri)}")
    return {"DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": uri, "S3DataDistributionType": "FullyReplicated"}}}
