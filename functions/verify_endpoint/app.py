"""Verify Endpoint: real requests are answered as the document expects, by every production variant, or the build fails with what was seen."""

import functools
import json
import time
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as NotConnected

from calls.invocations import Invocation
from endpoints import endpoint
from plans import verification
from verify_endpoint.evidence import Answer, VerificationFailed, complaint, out_of_time

# A model has 60 seconds, https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
READ_SECONDS = 70
RESERVE_SECONDS = READ_SECONDS + 5
PAUSE_SECONDS = 2
# Nothing of these reached the model.
PASSING = ("InternalDependencyException", "InternalFailure", "ModelNotReadyException", "ServiceUnavailable", "ThrottlingException")


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Return {"Requests", "SlowestMs"}; raise VerificationFailed with the evidence."""
    name, invocations = event["Endpoint"], verification.requests(event["Parameters"]["Verification"])
    asked = [(invocation, variant) for variant in variants(name) for invocation in invocations]
    slowest = 0.0
    for number, (invocation, variant) in enumerate(asked):
        if context.get_remaining_time_in_millis() < 1000 * 2 * RESERVE_SECONDS:
            raise VerificationFailed(out_of_time(name, number, len(asked)))
        answer = answered(name, invocation, variant)
        if wrong := complaint(name, variant, invocation, answer):
            raise VerificationFailed(wrong)
        slowest = max(slowest, answer.milliseconds)
    print(json.dumps({"verified": name, "requests": len(asked), "slowest": round(slowest)}))
    return {"Requests": len(asked), "SlowestMs": round(slowest)}


def variants(name: str) -> list[str | None]:
    """Return the production variants to ask one by one; the only one is asked as everybody asks it."""
    found = [variant["VariantName"] for variant in (endpoint.describe(name) or {}).get("ProductionVariants", [])]
    return found if len(found) > 1 else [None]


def answered(name: str, invocation: Invocation, variant: str | None) -> Answer:
    """Return what an endpoint answers; a request that did not reach the model is sent once more."""
    answer = ask(name, invocation, variant)
    if answer.status is None:
        time.sleep(PAUSE_SECONDS)
        answer = ask(name, invocation, variant)
    return answer


def ask(name: str, invocation: Invocation, variant: str | None) -> Answer:
    """Send one request, once."""
    request = {"EndpointName": name, "Body": invocation.body, "ContentType": invocation.content_type}
    request |= {"Accept": invocation.accept} if invocation.accept else {}
    request |= {"TargetVariant": variant} if variant else {}
    began = time.monotonic()
    try:
        response = runtime().invoke_endpoint(**request)
        status, body = response["ResponseMetadata"]["HTTPStatusCode"], response["Body"].read()
    except (NotConnected, HTTPClientError) as error:
        status, body = None, str(error).encode()
    except ClientError as error:
        status, body = refused(error)
    return Answer(status, body, 1000 * (time.monotonic() - began))


def refused(error: ClientError) -> tuple[int | None, bytes]:
    """Return what the model answered, if it was the model that refused; status None if nothing reached it."""
    code, said = error.response["Error"]["Code"], error.response["Error"]["Message"]
    if code == "ModelError":
        return int(error.response["OriginalStatusCode"]), str(error.response.get("OriginalMessage", said)).encode()
    if code in PASSING:
        return None, f"{code}: {said}".encode()
    if code == "ValidationError":
        return error.response["ResponseMetadata"]["HTTPStatusCode"], f"{code}: {said}".encode()
    raise error


@functools.cache
def runtime() -> Any:
    """Return the SageMaker runtime client of this process."""
    # Every attempt is one request: how long it takes is measured, and whether it is repeated decided here.
    return boto3.client("sagemaker-runtime", config=Config(read_timeout=READ_SECONDS, retries={"total_max_attempts": 1}))
