"""SageMaker's operations, and the runtime's, as one service."""

from typing import Any

from api.rules import table
from local.gateway.protocol import JsonService
from local.gateway.protocol import register as register_service
from local.gateway.state import region
from local.sagemaker import connections, endpoints, models, notebook_instances, processing, records, runtime, training, tuning


def check(operation: str, request: dict[str, Any]) -> None:
    """Refuse what SageMaker's rules between members refuse, by the table that builds are checked with, and networks that are not there."""
    if operation in table.TABLE:
        table.check(operation, request, "request", region())
    if operation.startswith("Create"):
        connections.check(operation, request)


KINDS: tuple[dict[str, Any], ...] = (
    training.OPERATIONS,
    tuning.OPERATIONS,
    processing.OPERATIONS,
    models.OPERATIONS,
    endpoints.OPERATIONS,
    notebook_instances.OPERATIONS,
    records.OPERATIONS,
)
SERVICE = JsonService("sagemaker", "SageMaker", {name: answer for kind in KINDS for name, answer in kind.items()}, runtime.answer, check)


def register() -> None:
    """Make SageMaker part of the local AWS."""
    register_service(SERVICE)
