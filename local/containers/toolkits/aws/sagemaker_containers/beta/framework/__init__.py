"""The names that scripts import from here; modules and transformer are imported by many and used by none."""

from sagemaker_containers import training_env
from sagemaker_inference import content_types, errors

from . import encoders, env, modules, transformer, worker

__all__ = ["content_types", "encoders", "env", "errors", "modules", "training_env", "transformer", "worker"]
