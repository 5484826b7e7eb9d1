"""Executions: starting one twice is idempotent, and one that outlives its machine's TimeoutSeconds is TIMED_OUT."""

import json
import threading
from collections.abc import Callable
from contextvars import copy_context
from typing import Any

from ministack.core.responses import json_response
from ministack.services import stepfunctions


def start_once(start: Callable[[dict[str, Any]], Any], request: dict[str, Any]) -> Any:
    """Answer StartExecution: idempotent while an execution with this name and input runs."""
    machine, name = str(request.get("stateMachineArn", "")), request.get("name")
    found = stepfunctions._executions.get(f"{machine.replace(':stateMachine:', ':execution:')}:{name}")
    if found and found["status"] == "RUNNING" and found["input"] == request.get("input", "{}"):
        return json_response({"executionArn": found["executionArn"], "startDate": found["startDate"]})
    return start(request)


def run_within_timeout(run: Callable[[str], None], execution_arn: str) -> None:
    """Run an execution, and end it when its machine's TimeoutSeconds are over."""
    execution = stepfunctions._executions.get(execution_arn)
    machine = stepfunctions._state_machines.get(execution["stateMachineArn"]) if execution else None
    seconds = json.loads(machine["definition"]).get("TimeoutSeconds") if machine else None
    if execution is None or seconds is None or seconds > threading.TIMEOUT_MAX:
        run(execution_arn)
        return
    context = copy_context()
    timer = threading.Timer(seconds, context.run, (time_out, execution))
    timer.daemon = True
    timer.start()
    try:
        run(execution_arn)
    finally:
        timer.cancel()


def time_out(execution: dict[str, Any]) -> None:
    """End an execution as TIMED_OUT."""
    if execution["status"] == "RUNNING":
        execution["status"] = "TIMED_OUT"
        execution["stopDate"] = stepfunctions.now_iso()
        stepfunctions._add_event(execution, "ExecutionTimedOut", {"executionTimedOutEventDetails": {"error": "States.Timeout"}})
        stepfunctions._emit_execution_status_event(execution)
