"""Requests of the endpoint."""

from collections.abc import Mapping
from typing import Any

from sagebuild import json_values, table
from sagebuild.access import Access
from sagebuild.errors import AwsError

TEXT = ("text/", "application/json", "application/jsonlines")


def invoke(stack: Access, body: Any, content_type: str | None, accept: str | None) -> str | bytes:
    """Send a request and return the answer."""
    encoded, kind = written(body)
    request = {"EndpointName": stack.outputs["SageMakerEndpoint"], "Body": encoded, "ContentType": content_type or kind}
    try:
        answer = stack.client("sagemaker-runtime").invoke_endpoint(**request, **({"Accept": accept} if accept else {}))
    except AwsError as error:
        if error.code == "ValidationError" and str(error).endswith("not found."):
            raise AwsError(missing(stack, error), error.code) from None
        raise
    content: bytes = answer["Body"].read()
    return content.decode() if str(answer.get("ContentType", "text/")).startswith(TEXT) else content


def missing(stack: Access, error: AwsError) -> str:
    """Return why there is no endpoint."""
    served = table.served(stack)
    return str(served) if served.hours else f"{stack.name} serves nothing: a build that succeeds makes its endpoint ({error})"


def configuration(stack: Access) -> str | None:
    """Return the name of the endpoint configuration that the endpoint runs; None if there is no endpoint."""
    try:
        found = stack.client("sagemaker").describe_endpoint(EndpointName=stack.outputs["SageMakerEndpoint"])
    except AwsError as error:
        if error.code != "ValidationException":
            raise
        return None
    return str(found["EndpointConfigName"])


def written(body: Any) -> tuple[bytes, str]:
    """Return a request's body and its content type."""
    if isinstance(body, bytes | bytearray):
        return bytes(body), "text/csv"
    if isinstance(body, str):
        return body.encode(), "text/csv"
    if isinstance(body, Mapping):
        return json_values.text(body).encode(), "application/json"
    if hasattr(body, "to_csv"):  # a DataFrame or a Series of pandas
        return str(body.to_csv(header=False, index=False)).rstrip("\n").encode(), "text/csv"
    return csv(body.tolist() if hasattr(body, "tolist") else body).encode(), "text/csv"


def csv(rows: Any) -> str:
    """Return rows of values, or one row, as CSV, without a line end after the last: AWS's own containers take none."""
    return "\n".join(",".join(map(str, row)) for row in (rows if all(map(is_row, rows)) else [rows]))


def is_row(value: Any) -> bool:
    """Return whether a value is a row: a list, a tuple or an array."""
    return hasattr(value, "__iter__") and not isinstance(value, str | bytes)
