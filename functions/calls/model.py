"""The CreateModel request of a build."""

from typing import Any

from calls import aside, protection
from calls.scripts import serving_environment
from document.merge import merge


def model_request(event: dict[str, Any]) -> dict[str, Any]:
    """Return the complete request: the inference image with what was trained, under the document's Model."""
    build = event["Build"]
    container: dict[str, Any] = {"Image": build["Images"]["Inference"]["Uri"], "ModelDataUrl": event["Training"]["ModelArtifacts"]}
    environment = serving_environment(event)
    if environment:
        container["Environment"] = environment
    given = event["Parameters"].get("Model", {})
    defaults = {
        "ModelName": build["Names"]["Model"],
        "ExecutionRoleArn": event["Resources"]["ModelRoleArn"],
        "PrimaryContainer": aside.container(container, given.get("PrimaryContainer")),
    }
    if not protection.is_serverless(event["Parameters"].get("EndpointConfig")):
        defaults |= protection.network(event["Resources"])
    if isinstance(given.get("Containers"), list):
        del defaults["PrimaryContainer"]  # a pipeline has none
    request: dict[str, Any] = merge(defaults, given)
    return with_containers(request, container)


def with_containers(request: dict[str, Any], container: dict[str, Any]) -> dict[str, Any]:
    """Return a request in whose Containers one without an Image is the new model: nobody can write its address beforehand."""
    containers = request.get("Containers")
    if not isinstance(containers, list):
        return request
    return {**request, "Containers": [filled(container, item) for item in containers]}


def filled(container: dict[str, Any], item: Any) -> Any:
    """Return one container of a pipeline."""
    if not isinstance(item, dict) or "Image" in item or "ModelPackageName" in item:
        return item
    return merge(aside.container(container, item), item)
