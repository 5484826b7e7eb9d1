"""Requests to an endpoint for as long as something happens to it."""

import threading
from typing import Any, Self

from botocore.exceptions import BotoCoreError, ClientError

from prove.stack import Stack

BODY = ",".join(["0"] * 64).encode()  # an empty picture of a digit


class Traffic:
    """Asks once a look; answered counts the answers, failed keeps the errors."""

    def __init__(self, stack: Stack) -> None:
        self._stack, self._over = stack, threading.Event()
        self._client = stack.aws.client("sagemaker-runtime")
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.answered = 0
        self.failed: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(min(1.0, self._stack.aws.look_seconds)):
            try:
                self._client.invoke_endpoint(EndpointName=self._stack.name, ContentType="text/csv", Body=BODY)["Body"].read()
                self.answered += 1
            except (BotoCoreError, ClientError) as error:
                self.failed.append(str(error))
