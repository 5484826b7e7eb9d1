"""InvokeEndpoint: a request goes to the fleet that serves at this moment."""

import json
import random
import re

from local.gateway.protocol import Answer, ServiceError
from local.iam import authorization
from local.sagemaker.deployment import ENDPOINTS, serving
from local.sagemaker.hosting import ContainerFailed
from local.sagemaker.models import CONFIGS

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
        raise ServiceError("ValidationError", f"Endpoint {name} of account not found.")
    given = {key.lower(): value for key, value in headers.items()}
    variant = given.get("x-amzn-sagemaker-target-variant") or chosen(name, list(fleets))
    if variant not in fleets:
        raise ServiceError("ValidationError", f"Variant {variant} not found for endpoint {name}.")
    try:
        kind, content = fleets[variant].invoke(given.get("content-type", "application/octet-stream"), given.get("accept", "*/*"), body)
    except ContainerFailed as failure:
        return model_error(failure, name)
    # In lower case: MiniStack takes a Content-Type of JSON for the API's own and puts another one in its place.
    return 200, {"content-type": kind, "x-Amzn-Invoked-Production-Variant": variant}, content


def chosen(endpoint: str, names: list[str]) -> str:
    """Return a variant, by the weights of the configuration."""
    config = CONFIGS.all.get(ENDPOINTS.all[endpoint]["EndpointConfigName"], {})
    weights = {variant["VariantName"]: variant.get("InitialVariantWeight", 1.0) for variant in config.get("ProductionVariants", [])}
    return random.choices(names, [weights.get(name, 1.0) for name in names])[0]


def model_error(failure: ContainerFailed, endpoint: str) -> Answer:
    """Return what AWS answers when a container itself refuses."""
    message = (
        f'Received error ({failure.status}) from {failure.container} with message "{failure.said}". '
        f"See CloudWatch log group /aws/sagemaker/Endpoints/{endpoint}."
    )
    content = {"Message": message, "OriginalMessage": failure.said, "OriginalStatusCode": failure.status}
    return 424, {"Content-Type": "application/json", "x-amzn-errortype": "ModelError"}, json.dumps(content).encode()
