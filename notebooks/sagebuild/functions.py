"""The stack's Lambda functions that answer the client."""

import json
from collections.abc import Mapping
from typing import Any

from sagebuild.access import Access
from sagebuild.errors import SageBuildError


def call(stack: Access, name: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """Invoke a function and return its answer."""
    try:
        payload = json.dumps(event, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise SageBuildError(f"What is not JSON cannot be sent: {error}") from None
    answer = stack.client("lambda").invoke(FunctionName=name, Payload=payload.encode())
    said = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise SageBuildError(f"The function {name} failed: {said.get('errorType', '')}: {said.get('errorMessage', said)}")
    found: dict[str, Any] = said
    return found
