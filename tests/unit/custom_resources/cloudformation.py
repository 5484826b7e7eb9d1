"""CloudFormation as a custom resource sees it: requests, and the answers that it gets."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

Handler = Callable[[dict[str, Any], Any], None]
CONTEXT = SimpleNamespace(
    aws_request_id="r",
    log_stream_name="random",
    function_name="f",
    invoked_function_arn="arn",
    get_remaining_time_in_millis=lambda: 600_000,
)


def request(kind: str, properties: dict[str, Any], physical_id: str | None = None) -> dict[str, Any]:
    """Return a request of CloudFormation."""
    return {
        "RequestType": kind,
        "ResponseURL": "https://cloudformation-custom-resource-response-useast1.s3.amazonaws.com/x",
        "StackId": "arn:aws:cloudformation:us-east-1:123456789012:stack/churn/guid",
        "RequestId": "unique",
        "ResourceType": "Custom::Thing",
        "LogicalResourceId": "Thing",
        "ResourceProperties": {"ServiceToken": "arn", **properties},
        **({"PhysicalResourceId": physical_id} if physical_id else {}),
        **({"OldResourceProperties": {}} if kind == "Update" else {}),
    }


@contextmanager
def answers() -> Iterator[list[dict[str, Any]]]:
    """Collect what is sent to CloudFormation, at the edge where it would leave over HTTPS."""
    sent: list[dict[str, Any]] = []

    class Connection:
        def __init__(self, *_: Any, **__: Any) -> None: ...

        def request(self, method: str, url: str, body: str, headers: Any) -> None:
            sent.append(json.loads(body))

        def getresponse(self) -> Any:
            return SimpleNamespace(reason="OK", status=200)

    with patch("crhelper.utils.HTTPSConnection", Connection):
        yield sent


def call(handler: Handler, kind: str, properties: dict[str, Any], physical_id: str | None = None, context: Any = CONTEXT) -> dict[str, Any]:
    """Send a request to a handler, and return its answer."""
    with answers() as sent:
        handler(request(kind, properties, physical_id), context)
    (answer,) = sent
    return answer
