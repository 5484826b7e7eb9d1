"""Waiting, never for ever."""

import time
from collections.abc import Callable


def until(done: Callable[[], object], timeout: float = 60) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + timeout
    while not done():
        assert time.monotonic() < deadline, f"not so within {timeout:g} seconds"
        time.sleep(0.2)
