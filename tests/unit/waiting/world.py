"""A state that waits for an endpoint, and Await Endpoint, which may be killed at each of its AWS calls. The table is moto's."""

import os
from collections.abc import Callable
from datetime import datetime
from typing import Any, Self

import moto
import pytest
from botocore.exceptions import ClientError

from await_endpoint import app
from builds import table
from tests.unit.tables import create_build_table

STARTED = "2026-11-26T10:00:00+00:00"
NOW = datetime.fromisoformat("2026-11-26T10:00:05+00:00")
Answer = tuple[str, str]


class Killed(BaseException):
    """The function's process ends in the middle."""


class World:
    """An endpoint, and a state that waits until its token is answered; killer is called around every AWS call."""

    def __init__(self) -> None:
        self.endpoint: dict[str, Any] | None = self.describing("Updating", "old")
        self.attempt, self.answers = -1, list[Answer]()
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        self._patch = pytest.MonkeyPatch()
        self._patch.setitem(os.environ, "BUILD_TABLE", "builds")
        self._aws = moto.mock_aws()
        self._aws.start()
        table.table.cache_clear()
        create_build_table()
        real = Calls(table.table(), self)
        self._patch.setattr(table, "table", lambda: real)
        self._patch.setattr(app, "states", lambda: Calls(self, self))
        self._patch.setattr(app.endpoint, "describe", lambda name: Calls(self, self).look(name))
        self._patch.setattr(app.alarms, "raised", lambda names, since: ["churn/AllTraffic/5xx-errors"])
        return self

    def __exit__(self, *_: Any) -> None:
        self._patch.undo()
        self._aws.stop()
        table.table.cache_clear()

    @staticmethod
    def describing(status: str, config: str) -> dict[str, Any]:
        return {"EndpointName": "churn", "EndpointStatus": status, "EndpointConfigName": config, "LastModifiedTime": NOW}

    def wait(self, attempt: int | None = None) -> None:
        """Invoke the function for the next attempt of the state, or once more for an earlier one."""
        self.attempt += attempt is None
        app.handler(self.payload(self.attempt if attempt is None else attempt), None)

    @staticmethod
    def payload(attempt: int) -> dict[str, Any]:
        return {
            "TaskToken": f"token {attempt}",
            "Endpoint": "churn",
            "For": "SERVING",
            "EndpointConfig": "new",
            "Alarms": ["churn/AllTraffic/5xx-errors"],
            "StartedAt": STARTED,
            "Attempt": attempt,
            "PatienceSeconds": 10**9,
            "Build": {"Version": 7},
        }

    def event(self, name: str = "churn") -> None:
        """Deliver an event, which says nothing that is true."""
        app.handler({"detail": {"EndpointName": name, "EndpointStatus": "NO_SUCH_STATUS", "EndpointConfigName": "nonsense"}}, None)

    def look(self, name: str) -> dict[str, Any] | None:
        return self.endpoint if name == "churn" else None

    def send_task_success(self, **sent: str) -> None:
        self.take(sent["taskToken"], ("SUCCESS", sent["output"]))

    def send_task_failure(self, **sent: str) -> None:
        self.take(sent["taskToken"], (sent["error"], sent["cause"]))

    def take(self, token: str, answer: Answer) -> None:
        """Take an answer as Step Functions does: one, and of the attempt that waits."""
        if token != f"token {self.attempt}" or self.answers:
            raise ClientError({"Error": {"Code": "TaskTimedOut", "Message": "Provided task does not exist anymore"}}, "SendTask")
        self.answers.append(answer)


class Calls:
    """AWS calls that can be interrupted."""

    def __init__(self, of: Any, world: World) -> None:
        self._of, self._world = of, world

    def __getattr__(self, name: str) -> Any:
        def call(*given: Any, **named: Any) -> Any:
            self._world.before()
            result = getattr(self._of, name)(*given, **named)
            self._world.after()
            return result

        return call
