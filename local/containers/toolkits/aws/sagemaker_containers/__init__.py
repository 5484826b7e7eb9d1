"""The part of sagemaker-containers that scripts use."""

from sagemaker_training.environment import Environment


def training_env() -> Environment:
    """Return what the container knows about its job."""
    return Environment()
