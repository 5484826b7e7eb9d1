"""The image of a framework, for the instances that the document names."""

from typing import Any

from document.reading import InvalidParameters
from images.sets import UnsupportedImage
from images.uris import image_uri, newest_version, retired

DEFAULT_INSTANCE = "ml.m5.large"


def framework_image(parameters: dict[str, Any], kind: str, region: str) -> str:
    """Return the URI of AWS's own image for Training or Inference; raise InvalidParameters where there is none."""
    machines = instance_types(parameters)
    if not parameters.get("Train", True):
        del machines["Training"]
    framework, algorithm = parameters["Framework"], parameters.get("Algorithm")
    try:
        version = parameters.get("FrameworkVersion") or newest_version(framework, machines, algorithm)
        return image_uri(
            framework,
            kind,
            region,
            instance_types(parameters)[kind],
            version,
            parameters.get("PyVersion"),
            algorithm,
            parameters.get("BaseFrameworkVersion"),
        )
    except UnsupportedImage as error:
        raise InvalidParameters(str(error)) from None


def notice(parameters: dict[str, Any]) -> str | None:
    """Return what people should know about the framework, such as that AWS has given it up."""
    return retired(parameters["Framework"], parameters.get("FrameworkVersion")) if parameters["Framework"] != "BYOD" else None


def instance_types(parameters: dict[str, Any]) -> dict[str, str | None]:
    """Return the instance types of training and inference, None for a serverless endpoint; what is malformed is refused elsewhere."""
    resources = within(parameters, "TrainingJob", "ResourceConfig")
    groups = within(resources, "InstanceGroups", 0, "InstanceType")
    preferred = within(resources, "InstancePreferences", 0, "InstanceType")
    training = within(resources, "InstanceType") or groups or preferred or DEFAULT_INSTANCE
    variant = within(parameters, "EndpointConfig", "ProductionVariants", 0)
    inference = None if within(variant, "ServerlessConfig") else within(variant, "InstanceType") or DEFAULT_INSTANCE
    return {"Training": text(training), "Inference": text(inference) if inference else None}


def text(value: Any) -> str:
    """Return an instance type, the default one for what is malformed."""
    return value if isinstance(value, str) else DEFAULT_INSTANCE


def within(value: Any, *path: Any) -> Any:
    """Return what stands at a path of keys and indexes, None where the path does not lead."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value
