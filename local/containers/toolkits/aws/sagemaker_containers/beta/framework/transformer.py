"""Imported by many scripts, used by none that runs in a container of a framework."""

from typing import Any


def __getattr__(name: str) -> Any:
    raise AttributeError(f"the local AWS's sagemaker_containers.beta.framework.transformer has no {name}")
