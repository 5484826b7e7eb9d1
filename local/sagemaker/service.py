"""SageMaker's operations, and the runtime's, as one service."""

from local.gateway.protocol import JsonService
from local.gateway.protocol import register as register_service
from local.sagemaker import endpoints, models, records, runtime, training, tuning


def register() -> None:
    """Make SageMaker part of the local AWS."""
    operations = training.OPERATIONS | tuning.OPERATIONS | models.OPERATIONS | endpoints.OPERATIONS | records.OPERATIONS
    register_service(JsonService("sagemaker", "SageMaker", operations, runtime.answer))
