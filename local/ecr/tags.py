"""Where MiniStack's ECR knows one tag of an image: BatchDeleteImage by a tag removes the tag, and the image with its last one; ListImages tells of each."""

import json
from typing import Any

from ministack.core.responses import json_response
from ministack.services import ecr


def register() -> None:
    """Put the mended parts in place."""
    original, listing = ecr._batch_delete_image, ecr._list_images

    def batch_delete_image(request: dict[str, Any]) -> Any:
        name = request.get("repositoryName", "")
        taken = [identifier for identifier in request.get("imageIds", []) if take_tag(name, identifier)]
        answer = original({**request, "imageIds": [found for found in request.get("imageIds", []) if found not in taken]})
        if answer[0] != 200 or not taken:
            return answer
        known = json.loads(answer[2])
        return json_response({**known, "imageIds": [*taken, *known["imageIds"]]})

    def list_images(request: dict[str, Any]) -> Any:
        answer = listing(request)
        if answer[0] != 200:
            return answer
        listed = {found["imageDigest"] for found in json.loads(answer[2])["imageIds"]}
        images = [image for image in ecr._images.get(request["repositoryName"], []) if image["imageDigest"] in listed]
        return json_response({"imageIds": [identifier for image in images for identifier in identifiers(image)]})

    ecr._batch_delete_image, ecr._list_images = batch_delete_image, list_images


def take_tag(name: str, identifier: dict[str, str]) -> bool:
    """Take a tag from an image that has others too; return whether that was it."""
    image = ecr._find_image(name, identifier)
    tags = image.get("imageTags", []) if image else []
    if "imageDigest" in identifier or len(tags) < 2:
        return False
    tags.remove(identifier["imageTag"])
    image["imageId"]["imageTag"] = tags[-1]
    return True


def identifiers(image: dict[str, Any]) -> list[dict[str, str]]:
    """Return an image's digest with each of its tags, or by itself where it has none."""
    digest = {"imageDigest": image["imageDigest"]}
    return [{**digest, "imageTag": tag} for tag in image.get("imageTags", [])] or [digest]
