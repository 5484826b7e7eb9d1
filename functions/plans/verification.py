"""Whether a new version can be verified as the document asks, and the requests that stand in S3."""

import functools
from typing import Any

import boto3
from botocore.exceptions import ClientError

from api.rules.model import containers
from calls.invocations import invocations
from document.reading import InvalidParameters

LARGEST = 10_000_000  # bytes of the object that holds the requests
EXAMPLE = '{"Body": "5.1,3.5", "ExpectContains": "setosa"}'


def moment(parameters: dict[str, Any]) -> str | None:
    """Return AFTER or BEFORE, None for a build that is not verified."""
    given = parameters.get("Verification")
    return given.get("When", "AFTER") if given is not None and parameters.get("Deploy", True) else None


def check(parameters: dict[str, Any], asked: dict[str, Any]) -> None:
    """Raise InvalidParameters for requests that nobody could send to the endpoint of a build; asked is what the build asks SageMaker for."""
    given = parameters.get("Verification")
    if given is None:
        return
    if not given.get("S3Uri"):
        invocations(given)
    if moment(parameters) and (why := unanswerable(asked["EndpointConfig"], asked["Model"])):
        raise InvalidParameters(
            f"Verification: {why}; leave Verification out, or verify in a state machine of your own (PostprocessStateMachine)"
        )


def unanswerable(config: dict[str, Any], model: dict[str, Any]) -> str:
    """Return why an endpoint gives no answer to a plain request, "" if it does."""
    if config.get("AsyncInferenceConfig"):
        return "an asynchronous endpoint (EndpointConfig.AsyncInferenceConfig) takes its requests from S3 and answers there"
    if any("ModelName" not in variant for variant in config.get("ProductionVariants", [])):
        return "an endpoint for inference components has no model yet when the build ends"
    if any(container.get("Mode") == "MultiModel" for container in containers(model)):
        return "an endpoint of many models (Mode MultiModel) has to be told which one is asked"
    if (model.get("InferenceExecutionConfig") or {}).get("Mode") == "Direct":
        return "containers that are asked one by one (InferenceExecutionConfig.Mode Direct) have to be told which one is asked"
    return ""


def look(parameters: dict[str, Any]) -> None:
    """Raise InvalidParameters unless all requests are there that a verification sends."""
    if moment(parameters):
        requests(parameters["Verification"])


def requests(given: dict[str, Any]) -> Any:
    """Return the invocations of a verification, wherever they stand."""
    return invocations(given, stored(given["S3Uri"]) if given.get("S3Uri") else None)


def stored(uri: str) -> str:
    """Return the text of an object in S3."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    if not uri.startswith("s3://") or not bucket or not key:
        raise InvalidParameters(f"Verification.S3Uri: expected s3://bucket/key, got {uri}")
    try:
        body = s3().get_object(Bucket=bucket, Key=key)["Body"].read(LARGEST + 1)
    except ClientError as error:
        why = error.response["Error"]["Code"]
        raise InvalidParameters(f"Verification.S3Uri: {uri} cannot be read ({why}); upload lines like {EXAMPLE} there") from None
    if len(body) > LARGEST:
        raise InvalidParameters(f"Verification.S3Uri: expected at most {LARGEST:,} bytes in {uri}")
    try:
        return str(body, "utf-8")
    except UnicodeDecodeError:
        raise InvalidParameters(f"Verification.S3Uri: {uri} is not UTF-8") from None


@functools.cache
def s3() -> Any:
    """Return the S3 client of this process."""
    return boto3.client("s3")
