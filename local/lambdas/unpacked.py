"""A package is unpacked once, and what is imported of it compiled once, however many functions and workers have it: all of a stack's share one.

On AWS nobody can write there either.
"""

import hashlib
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from local.gateway.state import state_dir

unpacking = threading.Lock()


def register() -> None:
    """Let the workers share what they unpack."""
    from ministack.core import lambda_runtime

    lambda_runtime.zipfile = SimpleNamespace(**{**vars(zipfile), "ZipFile": Package})


class Package(zipfile.ZipFile):
    """A function's or a layer's package."""

    def extractall(self, path: Any = None, *_: Any, **__: Any) -> None:
        """Let an empty folder be the one that the package is unpacked in."""
        folder = Path(path)
        assert self.filename
        package = state_dir() / "packages" / hashlib.sha256(Path(self.filename).read_bytes()).hexdigest()
        with unpacking:
            if not package.exists():
                partly = package.with_suffix(".partly")
                super().extractall(partly)
                partly.rename(package)
        folder.rmdir()
        folder.symlink_to(package)
