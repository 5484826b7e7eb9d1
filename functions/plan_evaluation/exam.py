"""Who takes an exam, and when two exams are the same."""

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from calls.evaluation import MODEL_FILE

# What differs from build to build in the very same exam: the job's name, its tags, and where its result is left.
OF_THE_BUILD = ("ProcessingJobName", "Tags", "ProcessingOutputConfig", "ProcessingInputs", "AppSpecification")


def opponent(validation: dict[str, Any], record: dict[str, Any], artifact: str | None, why: str) -> tuple[str | None, str]:
    """Return the artifact of the version that serves, or None and why it does not take the exam."""
    if validation.get("BeatChampion") is False:
        return None, ""  # the document says that it does not matter
    if not record:
        return None, why
    if artifact is None:
        return None, f"nobody knows the model of version {record['Version']}, which serves"
    if not artifact.endswith(f"/{MODEL_FILE}"):
        return None, f"the model of version {record['Version']}, which serves, is called {artifact}, and programs look for {MODEL_FILE}"
    return artifact, ""


def unknown_before(validation: dict[str, Any], metrics: dict[str, Any]) -> bool:
    """Return whether an earlier exam says nothing of the number that is asked for now."""
    return "Metric" in validation and validation["Metric"] not in metrics


def same_exam(request: dict[str, Any], image: str, objects: Callable[[str], Iterator[tuple[str, str, int]]]) -> str | None:
    """Return a fingerprint of the program and of all data but the model; None for data that no listing shows.

    objects yields key, ETag and size of everything under a prefix.
    """
    inputs = [item for item in request["ProcessingInputs"] if item["InputName"] != "model"]
    if not all(item.get("S3Input", {}).get("S3DataType") == "S3Prefix" for item in inputs):
        return None
    # What a program is told of by an address alone may be another at the same address.
    if "s3://" in json.dumps([request["AppSpecification"], request.get("Environment")]):
        return None
    rest = {key: value for key, value in request.items() if key not in OF_THE_BUILD}
    program = {**request["AppSpecification"], "ImageUri": image}
    places = [without_uri(item) for item in request["ProcessingInputs"]]
    known = hashlib.sha256(json.dumps([rest, program, places], sort_keys=True).encode())
    for item in inputs:
        for found in objects(item["S3Input"]["S3Uri"]):
            known.update(json.dumps([item["InputName"], *found]).encode())
    return known.hexdigest()


def without_uri(item: dict[str, Any]) -> dict[str, Any]:
    """Return an input without its address: what is there counts, not where."""
    return {**item, "S3Input": {key: value for key, value in item["S3Input"].items() if key != "S3Uri"}}
