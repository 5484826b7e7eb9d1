"""How endpoints' new statuses are told, which AWS does on a best-effort basis, and how long endpoints take; POST /_local/endpoints changes it.

Copies: how often each event comes, 0 for never. DelaySeconds: how late, by turns, so that [3, 0] lets every other event overtake the one before it.
StartSeconds: how long a new fleet takes before it is looked at for the first time.
"""

import contextvars
import itertools
import json
import re
import threading
import time
from typing import Any

from local.iam import roles
from local.sagemaker.records import Record

PATH = "/_local/endpoints"
settings: dict[str, Any] = {"Copies": 1, "DelaySeconds": [0], "StartSeconds": 0}
told = itertools.count()


def change(text: str | bytes) -> None:
    """Change some of the settings."""
    given = json.loads(text)
    unknown = set(given) - set(settings)
    if unknown:
        raise KeyError(*unknown)
    settings.update(given)


def start() -> None:
    """Let a new fleet take its time."""
    time.sleep(settings["StartSeconds"])


def tell(record: Record) -> None:
    """Tell an endpoint's status, as often and as late as is set."""
    detail = {**record, "EndpointStatus": spelled(record["EndpointStatus"])}
    for _ in range(settings["Copies"]):
        delay = settings["DelaySeconds"][next(told) % len(settings["DelaySeconds"])]
        if delay:
            timer = threading.Timer(delay, contextvars.copy_context().run, (emit, detail))
            timer.daemon = True
            timer.start()
        else:
            emit(detail)


def emit(detail: Record) -> None:
    """Send SageMaker's event."""
    roles.emit_event("aws.sagemaker", "SageMaker Endpoint State Change", [detail["EndpointArn"]], detail)


def spelled(status: str) -> str:
    """Return a status as events spell it: IN_SERVICE for InService."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", status).upper()
