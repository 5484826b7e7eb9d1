"""The last word on a request, whoever configured it: the API's model, the build's name, the tags."""

from typing import Any

from api import shapes

# What the parameter document calls each request, and the build record its name.
REQUESTS = {
    "CreateTrainingJob": ("TrainingJob", "TrainingJobName"),
    "CreateHyperParameterTuningJob": ("TuningJob", "HyperParameterTuningJobName"),
    "CreateModel": ("Model", "ModelName"),
    "CreateEndpointConfig": ("EndpointConfig", "EndpointConfigName"),
}


def checked_request(operation: str, request: Any, build: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the request to send, with this build's name and tags; raise InvalidRequest where the API would refuse it."""
    key, name = REQUESTS[operation]
    if not isinstance(request, dict):
        raise shapes.InvalidRequest(f"{key}: expected the complete {operation} request as an object, got {type(request).__name__}")
    checked = shapes.check(operation, {**request, name: build["Names"][key]}, key)
    return shapes.check(operation, {**checked, "Tags": tags(checked.get("Tags", []), build, parameters)}, key)


def tags(given: list[dict[str, str]], build: dict[str, Any], parameters: dict[str, Any]) -> list[dict[str, str]]:
    """Return the request's own tags, the document's Tags and the two that mark what belongs to this stack; the latter win."""
    own = {tag["Key"]: tag["Value"] for tag in given}
    marks = {"sagebuild:stack": build["Stack"], "sagebuild:version": str(build["Version"])}
    return [{"Key": key, "Value": value} for key, value in {**own, **parameters.get("Tags", {}), **marks}.items()]
