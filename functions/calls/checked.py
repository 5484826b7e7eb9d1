"""The last word on a request, whoever configured it: the API's model, the build's name, the tags."""

from typing import Any

from api import shapes
from api.rules import table

# What the parameter document calls each request, and the build record its name.
REQUESTS = {
    "CreateTrainingJob": ("TrainingJob", "TrainingJobName"),
    "CreateHyperParameterTuningJob": ("TuningJob", "HyperParameterTuningJobName"),
    "CreateProcessingJob": ("Evaluation", "ProcessingJobName"),
    "CreateModel": ("Model", "ModelName"),
    "CreateEndpointConfig": ("EndpointConfig", "EndpointConfigName"),
}

MOST_TAGS = 50


def checked_request(
    operation: str, request: Any, build: dict[str, Any], parameters: dict[str, Any], region: str | None = None
) -> dict[str, Any]:
    """Return the request to send, with this build's name and tags; raise InvalidRequest where the API would refuse it."""
    key, name = REQUESTS[operation]
    if not isinstance(request, dict):
        raise shapes.InvalidRequest(f"{key}: expected the complete {operation} request as an object, got {type(request).__name__}")
    checked = shapes.check(operation, {**request, name: build["Names"][key]}, key)
    tagged = {**checked, "Tags": tags(checked.get("Tags", []), build, parameters)}
    if len(tagged["Tags"]) > MOST_TAGS:
        raise shapes.InvalidRequest(f"Tags: expected at most {MOST_TAGS - 2} beside SageBuild's own two, got {len(tagged['Tags']) - 2}")
    complete = shapes.check(operation, tagged, key)
    table.check(operation, complete, key, region)
    return complete


def tags(given: list[dict[str, str]], build: dict[str, Any], parameters: dict[str, Any]) -> list[dict[str, str]]:
    """Return the request's own tags, the document's Tags and the two that mark what belongs to this stack; the latter win."""
    own = {tag["Key"]: tag["Value"] for tag in given}
    marks = {"sagebuild:stack": build["Stack"], "sagebuild:version": str(build["Version"])}
    return [{"Key": key, "Value": value} for key, value in {**own, **parameters.get("Tags", {}), **marks}.items()]
