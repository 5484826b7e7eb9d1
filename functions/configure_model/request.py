"""The CreateModel request of a build."""

from typing import Any

from merge import merge


def model_request(event: dict[str, Any]) -> dict[str, Any]:
    """Return the complete request: the inference image with what was trained, under the document's Model."""
    build = event["Build"]
    defaults = {
        "ModelName": build["Names"]["Model"],
        "PrimaryContainer": {"Image": build["Images"]["Inference"]["Uri"], "ModelDataUrl": event["Training"]["ModelArtifacts"]},
        "ExecutionRoleArn": event["Resources"]["ModelRoleArn"],
    }
    request: dict[str, Any] = merge(defaults, event["Parameters"].get("Model", {}))
    return request
