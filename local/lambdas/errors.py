"""Where MiniStack's Lambda says less than AWS: a function's error has the exception's own name, as its state machine's Retry and Catch expect."""

import threading
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

SAID = '"error": str(e), "trace": traceback.format_exc()}'
SAYS = (
    '"error": str(e), "trace": traceback.format_exc(), "error_payload": '
    '{"errorMessage": str(e), "errorType": type(e).__name__, "stackTrace": traceback.format_tb(e.__traceback__)}}'
)
last = threading.local()


def register() -> None:
    """Make the workers say what went wrong, and hand on what they say."""
    script = lambda_runtime._PYTHON_WORKER_SCRIPT
    assert script.count(SAID) == 1, "MiniStack's Lambda worker has changed: look at how it reports errors"
    lambda_runtime._PYTHON_WORKER_SCRIPT = script.replace(SAID, SAYS)
    invoke, execute = lambda_runtime.Worker.invoke, lambda_svc._execute_function_warm

    def invoke_listening(worker: Any, *arguments: Any, **more: Any) -> dict[str, Any]:
        answer: dict[str, Any] = invoke(worker, *arguments, **more)
        last.error = answer.get("error_payload")
        return answer

    def execute_telling(*arguments: Any) -> dict[str, Any]:
        last.error = None
        answer: dict[str, Any] = execute(*arguments)
        return {**answer, "body": last.error} if answer.get("error") and last.error else answer

    lambda_runtime.Worker.invoke = invoke_listening
    lambda_svc._execute_function_warm = execute_telling
