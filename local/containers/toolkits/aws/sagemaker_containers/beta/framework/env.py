"""What a training container knows about its job."""

from sagemaker_training.environment import Environment as TrainingEnv
from sagemaker_training.environment import read_hyperparameters

__all__ = ["TrainingEnv", "read_hyperparameters"]
