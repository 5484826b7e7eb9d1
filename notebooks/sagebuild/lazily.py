"""Packages that only some methods need."""

import importlib
from typing import Any

from sagebuild.errors import SageBuildError


def needed(package: str) -> Any:
    """Return a package, imported now; SageBuildError says how to install one that is missing."""
    try:
        return importlib.import_module(package)
    except ModuleNotFoundError:
        raise SageBuildError(f"This needs the package {package.partition('.')[0]}: pip install {package.partition('.')[0]}") from None
