"""Script mode's sources: which a build has, and whether they hold what is run."""

import functools
import tarfile
from typing import Any

import boto3
from botocore.exceptions import ClientError

from calls.evaluation import PROGRAM, UNPACK_AND_RUN
from calls.scripts import SERVE_WITHOUT_SCRIPT, is_script
from document.reading import InvalidParameters
from plans.source import MissingSource

SHOWN = 10
TENSORFLOW_SCRIPT = "inference.py"  # sagemaker-tensorflow-serving-container, serve.py: INFERENCE_PATH


def wanted(parameters: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return which sources a build has: those of the document, and for serving the training's where it names none."""
    given = parameters.get("Source", {})
    if not is_script(parameters):
        if given:
            raise InvalidParameters(f"Source: only script mode has sources, and Framework is {parameters['Framework']}")
        return {}
    found = {}
    if parameters.get("Train", True):
        found["Training"] = complete("Training", given.get("Training", {}))
    serving = given.get("Inference")
    if serving is None and parameters["Framework"] not in SERVE_WITHOUT_SCRIPT:
        serving = given.get("Training", {})
    if (
        parameters["Framework"] == "TENSORFLOW"
        and serving is not None
        and serving.get("EntryPoint", TENSORFLOW_SCRIPT) != TENSORFLOW_SCRIPT
    ):
        raise InvalidParameters(
            f"Source.Inference.EntryPoint: expected {TENSORFLOW_SCRIPT}, TENSORFLOW's serving container runs no other script, got {serving['EntryPoint']}"
        )
    return {**found, **({"Inference": complete("Inference", serving)} if serving is not None else {})}


def complete(kind: str, given: dict[str, str]) -> dict[str, str]:
    """Return a source if both of its keys are there and look right."""
    for key, example in (("S3Uri", "s3://bucket/source.tar.gz"), ("EntryPoint", "train.py")):
        if not given.get(key):
            raise InvalidParameters(f"Source.{kind}.{key}: required by script mode, such as {example}")
    bucket, _, key = given["S3Uri"].removeprefix("s3://").partition("/")
    if not given["S3Uri"].startswith("s3://") or not bucket or not key:
        raise InvalidParameters(f"Source.{kind}.S3Uri: expected s3://bucket/key, got {given['S3Uri']}")
    return given


def checked(sources: dict[str, dict[str, str]], evaluation: dict[str, Any] | None) -> dict[str, dict[str, str]]:
    """Return the sources with the ETags of what was looked at; raise MissingSource unless each archive is there and holds what is run of it.

    evaluation is the request of that, if there is one.
    """
    found = {}
    for kind, source in sources.items():
        etag = check_file(kind, source["S3Uri"], source["EntryPoint"], f"Source.{kind}.EntryPoint")
        if evaluation and source["S3Uri"] == unpacked(evaluation):
            check_file(kind, source["S3Uri"], PROGRAM, "Evaluation")
        found[kind] = {**source, "ETag": etag}
    return found


def unpacked(evaluation: dict[str, Any]) -> str | None:
    """Return the source of which evaluate.py is run; None where the document says otherwise."""
    if evaluation["AppSpecification"].get("ContainerEntrypoint", [])[:3] != ["bash", "-c", UNPACK_AND_RUN]:
        return None
    return next(
        (item["S3Input"]["S3Uri"] for item in evaluation["ProcessingInputs"] if item["InputName"] == "code" and "S3Input" in item), None
    )


def check_file(kind: str, uri: str, entry_point: str, asked_by: str) -> str:
    """Return an archive's ETag; raise MissingSource unless it is there and holds a file, for which a key of the document asks."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    try:
        found = s3().get_object(Bucket=bucket, Key=key)
    except ClientError as error:
        why = error.response["Error"]["Code"]
        raise MissingSource(f"Source.{kind}.S3Uri: {uri} cannot be read ({why}); upload a tar.gz there that holds {entry_point}") from None
    names = []
    try:
        with tarfile.open(fileobj=found["Body"], mode="r|gz") as archive:
            for member in archive:
                name = member.name.removeprefix("./")
                if name == entry_point:
                    return str(found["ETag"])
                names += [name] if member.isfile() else []
    except (tarfile.TarError, EOFError, OSError):
        raise MissingSource(f"Source.{kind}.S3Uri: {uri} is not a tar.gz") from None
    held = ", ".join(sorted(names)[:SHOWN]) or "nothing"
    raise MissingSource(f"{asked_by}: there is no file {entry_point} in {uri}; it holds {held}")


@functools.cache
def s3() -> Any:
    """Return the S3 client of this process."""
    return boto3.client("s3")
