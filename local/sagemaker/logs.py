"""A log stream that is written with a job's role; a role that may not write, or does not reach it, loses its log, as on AWS."""

import queue
import threading
import time
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from local.iam import roles
from local.vpc.doors import Place

BATCH = 500


class LogStream:
    """Lines on their way to CloudWatch Logs, in order and from a thread of its own."""

    def __init__(self, role_arn: str, group: str, stream: str, place: Place | None = None) -> None:
        self._client = roles.client("logs", role_arn, "SageMaker", place)
        self._where = {"logGroupName": group, "logStreamName": stream}
        self._lines: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def say(self, line: str) -> None:
        """Write one line."""
        self._lines.put({"timestamp": int(time.time() * 1000), "message": line or " "})

    def close(self) -> None:
        """Wait until all lines are written."""
        self._lines.put(None)
        self._thread.join()

    def _write(self) -> None:
        try:
            self._create()
            while (line := self._lines.get()) is not None:
                batch = [line]
                while len(batch) < BATCH and not self._lines.empty():
                    following = self._lines.get()
                    if following is None:
                        self._lines.put(None)
                        break
                    batch.append(following)
                self._client.put_log_events(**self._where, logEvents=batch)
        except ClientError:
            return

    def _create(self) -> None:
        """Create group and stream where they are not there, with all permissions that AWS's own roles list for it."""
        group = {"logGroupName": self._where["logGroupName"]}
        there_is_done(self._client.create_log_group, **group)
        self._client.describe_log_streams(**group, logStreamNamePrefix=self._where["logStreamName"])
        there_is_done(self._client.create_log_stream, **self._where)


def there_is_done(create: Callable[..., Any], **name: str) -> None:
    """Create something that may be there already.

    It is known by its code: threads that ask a client at the same time for its exceptions' classes may each get classes of their own.
    """
    try:
        create(**name)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ResourceAlreadyExistsException":
            raise
