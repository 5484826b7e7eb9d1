"""InvokeEndpoint: a request goes to the fleet that serves at this moment."""

import json
import random
import re
import time
from typing import Any

from local.gateway.protocol import Answer, ServiceError
from local.gateway.state import ACCOUNT
from local.iam import authorization
from local.sagemaker import invocation_metrics
from local.sagemaker.deployment import ENDPOINTS, serving
from local.sagemaker.hosting import ContainerFailed

PATH = re.compile(r"/endpoints/([^/]+)/invocations")


def answer(method: str, path: str, headers: dict[str, str], body: bytes) -> Answer | None:
    """Answer InvokeEndpoint; None for any other path."""
    found = PATH.fullmatch(path)
    if not found or method != "POST":
        return None
    authorization.require(headers, "sagemaker:InvokeEndpoint", authorization.sagemaker_arn(path, headers, body), {})
    name = found[1]
    fleets = serving(name) if name in ENDPOINTS.all else {}
    if not fleets:
        raise ServiceError("ValidationError", f"Endpoint {name} of account {ACCOUNT} not found.")
    given = {key.lower(): value for key, value in headers.items()}
    variant = given.get("x-amzn-sagemaker-target-variant") or chosen(name, list(fleets))
    if variant not in fleets:
        raise ServiceError("ValidationError", f"Variant {variant} not found for endpoint {name}.")
    began, status = time.monotonic(), 200
    try:
        kind, content = fleets[variant].invoke(given.get("content-type", "application/octet-stream"), given.get("accept", "*/*"), body)
    except ContainerFailed as failure:
        status = failure.status
        return model_error(failure, name)
    finally:
        instances = counted(name).get(variant, {}).get("CurrentInstanceCount", 1)
        invocation_metrics.report(name, variant, fleets[variant].config, status, time.monotonic() - began, instances)
    # In lower case: MiniStack takes a Content-Type of JSON for the API's own and puts another one in its place.
    return 200, {"content-type": kind, "x-Amzn-Invoked-Production-Variant": variant}, content


def chosen(endpoint: str, names: list[str]) -> str:
    """Return a variant, by the weights that the endpoint's variants have."""
    weights = {name: variant["CurrentWeight"] for name, variant in counted(endpoint).items()}
    return random.choices(names, [weights.get(name, 1.0) for name in names])[0]


def counted(endpoint: str) -> dict[str, dict[str, Any]]:
    """Return an endpoint's variants by their names, with their weights and counts of instances."""
    return {variant["VariantName"]: variant for variant in ENDPOINTS.all.get(endpoint, {}).get("ProductionVariants", [])}


def model_error(failure: ContainerFailed, endpoint: str) -> Answer:
    """Return what AWS answers when a container itself refuses."""
    message = (
        f'Received error ({failure.status}) from {failure.container} with message "{failure.said}". '
        f"See CloudWatch log group /aws/sagemaker/Endpoints/{endpoint}."
    )
    content = {"Message": message, "OriginalMessage": failure.said, "OriginalStatusCode": failure.status}
    return 424, {"Content-Type": "application/json", "x-amzn-errortype": "ModelError"}, json.dumps(content).encode()
