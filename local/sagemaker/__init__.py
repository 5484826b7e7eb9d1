"""SageMaker: training that really trains, endpoints that really serve.

Known: training and tuning jobs, models, endpoint configurations, endpoints, tags and InvokeEndpoint, over plain records of our own, for these are stricter than
any backend that answers without doing. Limits: no other operation; input in File mode, one instance per job and per variant.
"""

from local.protocol import JsonService
from local.protocol import register as register_service
from local.sagemaker import endpoints, models, records, runtime, training, tuning


def register() -> None:
    """Make SageMaker part of the local AWS."""
    operations = training.OPERATIONS | tuning.OPERATIONS | models.OPERATIONS | endpoints.OPERATIONS | records.OPERATIONS
    register_service(JsonService("sagemaker", "SageMaker", operations, runtime.answer))
