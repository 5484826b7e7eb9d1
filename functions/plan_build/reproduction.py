"""A version that is trained again as it was: with its own parameters, images, sources and data."""

import json
from typing import Any

from calls.training import named_channels
from document.reading import InvalidParameters
from plans.image_origins import KINDS

# Without a deployment there is nothing to judge: a reproduction is compared with the version that it repeats.
OF_A_DEPLOYMENT = ("Evaluation", "Validation", "Verification")
RETIRED = " (Retention.Versions says how many versions keep it)"
MOST, LARGEST_SUM = 10_000, 100 * 2**30  # of the objects that are copied, in the function's time


def check(version: Any, record: dict[str, Any]) -> None:
    """Raise InvalidParameters for what cannot be trained again, by its record."""
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise InvalidParameters(f"Reproduce: expected the number of a version, such as 7, got {version!r}")
    if not record:
        raise InvalidParameters(f"Reproduce: there is no version {version}")
    if record.get("Reused"):
        raise InvalidParameters(
            f"Reproduce: version {version} has taken over the training of version {record['ModelVersion']}: reproduce that"
        )
    if not record.get("Train") or "Parameters" not in record:
        raise InvalidParameters(f"Reproduce: version {version} has trained nothing, its build is {record.get('Status', 'unknown')}")


def gone(version: int, what: str, why: str = "") -> InvalidParameters:
    """Return the error that says that something of a version is no longer there."""
    return InvalidParameters(f"Reproduce: version {version} cannot be trained again as it was: {what} is gone{why}")


def document(record: dict[str, Any], moved: dict[str, str], data_bucket: str, deploys: bool) -> dict[str, Any]:
    """Return the document of a reproduction; moved says where what its channels read is found now."""
    parameters: dict[str, Any] = json.loads(record["Parameters"])
    given = {**parameters, "Channels": named_channels(parameters, data_bucket), "Deploy": deploys}
    for key in ("Channels", "TrainingJob", "TuningJob"):
        if key in given:
            given[key] = elsewhere(given[key], moved)
    for kind, source in record.get("Sources", {}).items():
        given["Source"] = {**given["Source"], kind: {"S3Uri": source["S3Uri"], "EntryPoint": source["EntryPoint"]}}
    given["Images"] = {kind: {"Image": uri} for kind, uri in uris(record).items()}
    return {key: value for key, value in given.items() if deploys or key not in OF_A_DEPLOYMENT}


def uris(record: dict[str, Any]) -> dict[str, str]:
    """Return the images of a version, those by its record that it has."""
    return {kind: record["Images"][kind]["Uri"] for kind in KINDS if record["Images"][kind]["Uri"]}


def elsewhere(value: Any, moved: dict[str, str]) -> Any:
    """Return a value in which S3 URIs have become others; a bucket may be named without a slash behind it."""
    if isinstance(value, dict):
        return {key: elsewhere(item, moved) for key, item in value.items()}
    if isinstance(value, list):
        return [elsewhere(item, moved) for item in value]
    return moved.get(value, moved.get(f"{value}/", value)) if isinstance(value, str) else value


def check_size(version: int, summaries: list[dict[str, Any]]) -> None:
    """Raise InvalidParameters for more data than is copied."""
    objects, size = sum(found["Objects"] for found in summaries), sum(found["Bytes"] for found in summaries)
    if objects > MOST or size > LARGEST_SUM:
        raise InvalidParameters(
            f"Reproduce: the data of version {version} has changed since, and its {objects} objects of {size} bytes are more than are copied "
            f"({MOST} objects, {LARGEST_SUM} bytes)"
        )
