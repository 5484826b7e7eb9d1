"""TestState of one JSONata Task: its call is made for real, with the role in the request. A state that waits needs a mock, as on AWS; mocks are MiniStack's."""

import json
import threading
from collections.abc import Callable
from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import stepfunctions

from local.stepfunctions.attempt import Call, TaskError, call
from local.stepfunctions.integrations import made

WAITING = (".sync", ".sync:2", ".waitForTaskToken")


def register() -> None:
    """Answer for Tasks that are to be tried for real, and leave the rest to MiniStack."""
    original: Callable[[dict[str, Any]], Any] = stepfunctions._test_state

    def test_state(request: dict[str, Any]) -> Any:
        state = json.loads(request.get("definition") or "{}")
        if state.get("Type") != "Task" or state.get("QueryLanguage") != "JSONata" or request.get("mock"):
            return original(request)
        if state["Resource"].endswith(WAITING) or not request.get("roleArn"):
            return error_response_json("ValidationException", "a roleArn is needed, and a mock for this service integration pattern", 400)
        return json_response(tried(state, json.loads(request.get("input") or "{}"), request["roleArn"]))

    stepfunctions._test_state = test_state


def tried(state: dict[str, Any], given: Any, role_arn: str) -> dict[str, Any]:
    """Return what became of a Task."""
    call.set(Call({"status": "RUNNING", "events": [], "roleArn": role_arn}, threading.Event(), "TestState"))
    try:
        arguments = stepfunctions._apply_jsonata_arguments(state, given, {"variables": {}, "QueryLanguage": "JSONata"})
        return {"status": "SUCCEEDED", "output": json.dumps(made(state["Resource"], arguments))}
    except TaskError as error:
        return {"status": "FAILED", "error": error.error, "cause": error.cause}
