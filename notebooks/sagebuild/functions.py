"""The stack's Lambda functions that answer the client."""

import json
from collections.abc import Mapping
from typing import Any

from sagebuild import json_values
from sagebuild.access import Access
from sagebuild.errors import Refused, SageBuildError


def planned(stack: Access, event: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the first step of a build would make of a launch; raise Refused, with its words, if it would refuse it."""
    answer = call(stack, stack.outputs["CheckParametersFunction"], event)
    if refused := answer.get("Refused"):
        raise Refused(str(refused["Cause"]))
    return answer


def call(stack: Access, name: str, event: Mapping[str, Any]) -> dict[str, Any]:
    """Invoke a function and return its answer."""
    answer = stack.client("lambda").invoke(FunctionName=name, Payload=json_values.text(event).encode())
    said = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise SageBuildError(f"The function {name} failed: {said.get('errorType', '')}: {said.get('errorMessage', said)}")
    found: dict[str, Any] = said
    return found
