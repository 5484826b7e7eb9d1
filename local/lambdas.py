"""Where MiniStack's Lambda says less than AWS: a function's error has the exception's own name, as its state machine's Retry and Catch expect."""

from ministack.core import lambda_runtime

SAID = '"error": str(e), "trace": traceback.format_exc()}'
SAYS = (
    '"error": str(e), "trace": traceback.format_exc(), "error_payload": '
    '{"errorMessage": str(e), "errorType": type(e).__name__, "stackTrace": traceback.format_tb(e.__traceback__)}}'
)


def register() -> None:
    """Make the workers say what went wrong."""
    script = lambda_runtime._PYTHON_WORKER_SCRIPT
    assert script.count(SAID) == 1, "MiniStack's Lambda worker has changed: look at how it reports errors"
    lambda_runtime._PYTHON_WORKER_SCRIPT = script.replace(SAID, SAYS)
