"""Where MiniStack's ECR takes away more than AWS: BatchDeleteImage by a tag removes the tag, and the image with its last one."""

import json
from typing import Any

from ministack.core.responses import json_response
from ministack.services import ecr


def register() -> None:
    """Put the mended part in place."""
    original = ecr._batch_delete_image

    def batch_delete_image(request: dict[str, Any]) -> Any:
        name = request.get("repositoryName", "")
        taken = [identifier for identifier in request.get("imageIds", []) if take_tag(name, identifier)]
        answer = original({**request, "imageIds": [found for found in request.get("imageIds", []) if found not in taken]})
        if answer[0] != 200 or not taken:
            return answer
        known = json.loads(answer[2])
        return json_response({**known, "imageIds": [*taken, *known["imageIds"]]})

    ecr._batch_delete_image = batch_delete_image


def take_tag(name: str, identifier: dict[str, str]) -> bool:
    """Take a tag from an image that has others too; return whether that was it."""
    image = ecr._find_image(name, identifier)
    tags = image.get("imageTags", []) if image else []
    if "imageDigest" in identifier or len(tags) < 2:
        return False
    tags.remove(identifier["imageTag"])
    image["imageId"]["imageTag"] = tags[-1]
    return True
