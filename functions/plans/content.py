"""What an image is made of: the same content makes the same image, whichever version builds it."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from plans.image_origins import Image

# Another way of building makes another image of the same files.
BUILT_BY = "docker buildx, linux/amd64, 1"
Objects = dict[str, str | None]  # git's ids of the Dockerfile, its .dockerignore and the context


@dataclass(frozen=True)
class Kept:
    """An image that a version has built and that is there."""

    version: int
    tag: str
    digest: str
    pushed: datetime


def content(image: Image, objects: Objects) -> str:
    """Return sixteen characters that stand for all that an image is made of."""
    made_of = [
        image["Dockerfile"],
        objects["Dockerfile"],
        objects["Dockerignore"],
        image["Context"],
        objects["Context"],
        image["BuildArgs"],
        BUILT_BY,
    ]
    return hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()[:16]


def newest(kept: list[Kept], content: str) -> Kept | None:
    """Return the image that was last built of a content, None if none is kept."""
    found = [image for image in kept if image.tag.endswith(f"-{content}")]
    return max(found, key=lambda image: image.pushed, default=None)


def days(kept: Kept, now: datetime) -> int:
    """Return how many whole days old an image is."""
    return (now - kept.pushed) // timedelta(days=1)
