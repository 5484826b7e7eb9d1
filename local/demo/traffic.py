"""Requests that never pause: they show whether an endpoint misses one while its version changes."""

import threading
from typing import Any, Self

from local.stack import Stack

PAUSE_SECONDS = 0.05


class Traffic:
    """Sends one request after the other from a thread, as long as the context lasts."""

    def __init__(self, stack: Stack, body: bytes) -> None:
        self.answered = 0
        self.failures: list[str] = []
        self._stack, self._body = stack, body
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._send, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._stop.set()
        self._thread.join()

    def _send(self) -> None:
        while not self._stop.wait(PAUSE_SECONDS):
            try:
                self._stack.invoke(self._body)
                self.answered += 1
            except Exception as error:  # whatever it is, it is a request that failed
                self.failures.append(str(error))
