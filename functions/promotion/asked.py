"""What a launch asks to promote, and the document of the build that deploys it."""

import json
from typing import Any

from document.reading import InvalidParameters

# What a promoted version brings; a launch that named another model would ask for two things at once.
BROUGHT = ("Algorithm", "BaseFrameworkVersion", "FrameworkVersion", "PyVersion")
INSTEAD = (*BROUGHT, "Framework", "Images", "ModelDataUrl", "ModelVersion", "Source", "Train", "TuningJob")
# What a container is made of. A document may name that itself, in its Model, and what it names serves in place of what is brought.
MADE_OF = ("Image", "ImageConfig", "Mode", "ModelDataSource", "ModelDataUrl", "ModelPackageName")
LARGEST_VERSION = 10**15  # what no stack comes to, and every store takes
EXAMPLE = '{"Stack": "churn-dev", "Version": 12}'


def check_asked(overrides: dict[str, Any], allowed: str) -> None:
    """Raise InvalidParameters for a launch that asks for what nobody may promote; allowed is the stack of PromoteFrom, "" for none."""
    given = overrides["Promote"]
    for key in ("Stack", "Version"):
        if not given.get(key):
            raise InvalidParameters(f"Promote.{key}: required, such as {EXAMPLE}")
    if given["Version"] > LARGEST_VERSION:
        raise InvalidParameters(f"Promote.Version: there is no version {given['Version']} of {given['Stack']}")
    if not allowed:
        raise InvalidParameters("Promote: this stack promotes from no other; its parameter PromoteFrom names the one from which it may")
    if given["Stack"] != allowed:
        raise InvalidParameters(f"Promote.Stack: this stack may promote from {allowed} (its parameter PromoteFrom), got {given['Stack']}")
    for key in INSTEAD:
        if overrides.get(key) is not None:
            raise InvalidParameters(f"{key}: not together with Promote, which brings the model, its image and its sources")


def check_record(name: str, record: dict[str, Any], framework: str) -> None:
    """Raise InvalidParameters for a version that its own stack has not proven, by its record; name is what people call it."""
    if not record:
        raise InvalidParameters(f"Promote.Version: there is no {name}")
    if record.get("Status") != "SUCCEEDED":
        raise InvalidParameters(
            f"Promote.Version: expected a version whose build has succeeded, and that of {name} is {record.get('Status')}"
        )
    if record.get("DataChanged"):
        raise InvalidParameters(f"Promote.Version: the training of {name} is not confirmed: {record['DataChanged']}")
    if record["Framework"] != framework:
        raise InvalidParameters(f"Promote: {name} is of Framework {record['Framework']}, and this stack builds {framework}")


def check_model(name: str, record: dict[str, Any], own: dict[str, Any]) -> None:
    """Raise InvalidParameters where what has served there is not what would serve here; own is the document with what the launch changes in it."""
    proven, here = (named_containers(document.get("Model") or {}) for document in (json.loads(record.get("Parameters") or "{}"), own))
    if proven != here:
        raise InvalidParameters(
            f"Promote: the Model in the parameters of {name} names {json.dumps(proven)} itself, and that of this stack {json.dumps(here)}; "
            "expected both to name the same, for that is what serves"
        )


def named_containers(model: dict[str, Any]) -> list[dict[str, Any]]:
    """Return of each container what a document's Model names itself of what it is made of."""
    containers = model.get("Containers") or [model.get("PrimaryContainer") or {}]
    found = [{key: container[key] for key in MADE_OF if container.get(key) is not None} for container in containers]
    return found if len(found) > 1 or any(found) else []


def named(given: dict[str, Any]) -> str:
    """Return what people call a version of another stack."""
    return f"version {given['Version']} of {given['Stack']}"


def gone(name: str, what: str) -> InvalidParameters:
    """Return the error that says that something of a version is no longer there."""
    return InvalidParameters(f"Promote: {name} cannot be promoted: {what} is gone")


def changed(name: str, what: str) -> InvalidParameters:
    """Return the error that says that something of a version is no longer what has been proven."""
    return InvalidParameters(f"Promote: {name} cannot be promoted: {what} has been written again since its build ended")


def document(own: dict[str, Any], record: dict[str, Any], artifact: str, image: str, source: dict[str, str] | None) -> dict[str, Any]:
    """Return the document of a promotion: this stack's own, with what the promoted version brings."""
    before = json.loads(record.get("Parameters", "{}"))
    return {
        **{key: value for key, value in own.items() if key not in INSTEAD},
        "Framework": record["Framework"],
        **{key: before[key] for key in BROUGHT if key in before},
        "Train": False,
        "ModelDataUrl": artifact,
        "Images": {"Inference": {"Image": image}},
        **({"Source": {"Inference": source}} if source else {}),
    }
