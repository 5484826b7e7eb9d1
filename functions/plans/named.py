"""What requests name and a build does not make itself: models, alarms, artifacts and images, and roles."""

import re
from collections.abc import Iterator
from typing import Any

from api.rules.model import containers
from api.rules.tuning import definitions
from document.reading import InvalidParameters

Named = tuple[str, str, str]  # path, kind, name
VARIANTS = ("ProductionVariants", "ShadowProductionVariants")
TO_COME = "s3://artifacts/model.tar.gz"  # what a training's artifact is called before it is there


def named(requests: dict[str, Any], build: dict[str, Any], resources: dict[str, Any]) -> Iterator[Named]:
    """Yield path, kind and name of everything that has to be there; requests are by their names in the document."""
    yield from models(requests["EndpointConfig"], build["Names"]["Model"])
    yield from alarms(requests["Endpoint"])
    if not resources["PreprocessStateMachine"]:  # which may be what brings them
        yield from artifacts(requests["Model"])
    built = [image["Uri"] for image in build["Images"].values() if image["Build"]]
    registry = rf"{resources['Account']}\.dkr\.ecr\.{resources['Region']}\."
    given = {entry[2]: entry for entry in reversed(list(images(requests)))}  # one image may both train and serve
    yield from (entry for uri, entry in reversed(given.items()) if uri not in built and re.match(registry, uri))


def models(config: dict[str, Any], new: str) -> Iterator[Named]:
    """Yield the models of variants that serve another one than the build's."""
    for kind in VARIANTS:
        for index, variant in enumerate(config.get(kind, [])):
            if variant.get("ModelName", new) != new:
                yield f"EndpointConfig.{kind}[{index}].ModelName", "model", variant["ModelName"]


def alarms(update: dict[str, Any]) -> Iterator[Named]:
    """Yield the alarms that roll an update back."""
    rollback = update.get("DeploymentConfig", {}).get("AutoRollbackConfiguration", {})
    for index, alarm in enumerate(rollback.get("Alarms", [])):
        if "AlarmName" in alarm:
            yield f"Endpoint.DeploymentConfig.AutoRollbackConfiguration.Alarms[{index}].AlarmName", "alarm", alarm["AlarmName"]


def roles(requests: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield path and ARN of the roles that jobs, model and endpoint have."""
    evaluation = [("Evaluation", requests["Evaluation"])] if "Evaluation" in requests else []
    for key, holder in [*jobs(requests), *evaluation]:
        yield f"{key}.RoleArn", holder["RoleArn"]
    for key in ("Model", "EndpointConfig"):
        if "ExecutionRoleArn" in requests[key]:
            yield f"{key}.ExecutionRoleArn", requests[key]["ExecutionRoleArn"]


def check_roles(requests: dict[str, Any], resources: dict[str, Any]) -> None:
    """Raise InvalidParameters for a role that the build's state machine may not pass to SageMaker."""
    own = (resources["TrainingRoleArn"], resources["ModelRoleArn"])
    for path, arn in roles(requests):
        if arn not in own:
            raise InvalidParameters(
                f"{path}: builds may pass SageMaker only the stack's own roles, {own[0]} and {own[1]}; "
                "the stack parameters ExternalTrainingPolicy and ExternalHostingPolicy give those more permissions"
            )


def artifacts(model: dict[str, Any]) -> Iterator[Named]:
    """Yield what the model's containers load, except for what the training is going to make."""
    for index, container in enumerate(containers(model)):
        url = container.get("ModelDataUrl", "")
        path = "Model.PrimaryContainer" if "PrimaryContainer" in model else f"Model.Containers[{index}]"
        if url.startswith("s3://") and container.get("Mode") != "MultiModel" and url != TO_COME:
            yield f"{path}.ModelDataUrl", "object", url


def images(requests: dict[str, Any]) -> Iterator[Named]:
    """Yield the images of jobs and containers."""
    for key, holder in jobs(requests):
        if holder["AlgorithmSpecification"].get("TrainingImage"):
            yield f"{key}.AlgorithmSpecification.TrainingImage", "image", holder["AlgorithmSpecification"]["TrainingImage"]
    if "Evaluation" in requests:
        yield "Evaluation.AppSpecification.ImageUri", "image", requests["Evaluation"]["AppSpecification"]["ImageUri"]
    for index, container in enumerate(containers(requests["Model"])):
        path = "Model.PrimaryContainer" if "PrimaryContainer" in requests["Model"] else f"Model.Containers[{index}]"
        if container.get("Image"):
            yield f"{path}.Image", "image", container["Image"]


def jobs(requests: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield path and content of what is trained."""
    if "TrainingJob" in requests:
        yield "TrainingJob", requests["TrainingJob"]
    for definition in definitions(requests.get("TuningJob", {})):
        yield "TuningJob.TrainingJobDefinition", definition
