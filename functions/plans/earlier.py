"""The model that a build without a training deploys."""

from typing import Any

from builds import records
from document.reading import InvalidParameters
from plans import lookups


def model(parameters: dict[str, Any]) -> tuple[int | None, str]:
    """Return the version that a model is from, None for one from elsewhere, and its artifact; raise InvalidParameters if there is none."""
    if "ModelDataUrl" in parameters:
        return None, parameters["ModelDataUrl"]
    if "ModelVersion" in parameters:
        return parameters["ModelVersion"], artifact_of(parameters["ModelVersion"])
    found = records.last_trained()
    if found is None:
        raise InvalidParameters("ModelDataUrl: required with Train: false as long as no build has trained a model")
    return int(found["ModelVersion"] if found.get("Reused") else found["Version"]), str(records.artifact_of(found))


def artifact_of(version: int) -> str:
    """Return the artifact of a version, which is there."""
    record = records.read(version)
    if not record:
        raise InvalidParameters(f"ModelVersion: there is no version {version}")
    artifact = records.artifact_of(record)
    if artifact is None:
        raise InvalidParameters(f"ModelVersion: version {version} has no model, its build is {record.get('Status', 'unknown')}")
    if lookups.is_missing("object", artifact):
        raise InvalidParameters(f"ModelVersion: the model of version {version} is gone, there is no object {artifact}")
    return artifact
