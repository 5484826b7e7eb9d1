"""Why an image is built, or not, in words."""

from typing import Any

from plans.image_origins import ROOT, Image


def decision(word: str, version: int | None, because: str) -> dict[str, Any]:
    """Return one decision of a build: DONE, REUSED or SKIPPED, the version that something is of, and one clause that says why."""
    return {"Decision": word, "Version": version, "Because": because}


def skipped(kind: str, image: Image, parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the decision about an image that no build makes."""
    if image["Uri"] is None:
        because = "nothing is trained"
    elif parameters.get("Images", {}).get(kind, {}).get("Image"):
        because = f"Images.{kind}.Image names one that is there"
    else:
        because = f"Framework is {parameters['Framework']}: AWS's own image"
    return decision("SKIPPED", None, because)


def shared(training: dict[str, Any]) -> dict[str, Any]:
    """Return the decision about an inference image that the training image is, too."""
    return training if training["Decision"] == "REUSED" else decision("SKIPPED", training["Version"], "the training image serves, too")


def unchanged(image: Image) -> dict[str, Any]:
    """Return the decision about an image that is there already."""
    version, place = image["Version"], where(image)
    if place == "the repository" or image["Dockerfile"].startswith(place):
        return decision("REUSED", version, f"nothing in {place} has changed since version {version}")
    return decision("REUSED", version, f"neither {image['Dockerfile']} nor anything in {place} has changed since version {version}")


def too_old(image: Image, version: int, days: int, most: int) -> dict[str, Any]:
    """Return the decision about an image that is built again because what it begins with may have changed."""
    age = (
        f"{days} {'day' if days == 1 else 'days'} old (Images.RebuildAfterDays {most})"
        if most
        else "there, but Images.RebuildAfterDays is 0"
    )
    return decision("DONE", image["Version"], f"its image of version {version} is {age}")


def built(image: Image, before: Image | None) -> dict[str, Any]:
    """Return the decision about an image of which none is there; before is what the last one of its kind was made of, None before there is one."""
    return decision("DONE", image["Version"], first_difference(image, before))


def first_difference(image: Image, before: Image | None) -> str:
    """Return the first thing in which what an image is made of differs from before, in words."""
    if image["Content"] is None:
        return "it is not known what the commit holds"
    if before is None:
        return "no version has built one before"
    if image["Dockerfile"] != before["Dockerfile"]:
        return f"its Dockerfile was {before['Dockerfile']}, is {image['Dockerfile']}"
    if image["Context"] != before["Context"]:
        return f"its context was {where(before)}, is {where(image)}"
    for name in sorted({*image["BuildArgs"], *before["BuildArgs"]}):
        if image["BuildArgs"].get(name) != before["BuildArgs"].get(name):
            return f"the build argument {name} has changed"
    return changed_object(image, before)


def changed_object(image: Image, before: Image) -> str:
    """Return the first of git's objects that differs from before, in words."""
    names = {
        "Dockerfile": f"the Dockerfile {image['Dockerfile']}",
        "Dockerignore": f"{image['Dockerfile']}.dockerignore",
        "Context": f"something in {where(image)}",
    }
    for key, name in names.items():
        if image["Objects"][key] != before["Objects"].get(key):
            return f"{name} has changed"
    return "no image of it is kept"


def where(image: Image) -> str:
    """Return the build context in words."""
    return "the repository" if image["Context"] == ROOT else f"{image['Context']}/"
