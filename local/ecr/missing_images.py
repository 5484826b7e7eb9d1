"""Where MiniStack's ECR is kinder than AWS: DescribeImages of an image that is not there is an error."""

from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import ecr


def register() -> None:
    """Put the mended part in place."""
    original = ecr._describe_images

    def describe_images(request: dict[str, Any]) -> Any:
        name = request.get("repositoryName", "")
        for identifier in request.get("imageIds", []):
            if name in ecr._repositories and ecr._find_image(name, identifier) is None:
                said = ", ".join(f"{key}:'{value}'" for key, value in identifier.items())
                message = f"The image with imageId {{{said}}} does not exist within the repository with name '{name}'"
                return error_response_json("ImageNotFoundException", message)
        return original(request)

    ecr._describe_images = describe_images
