"""The account that the proof runs in."""

import functools
import os
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

# Some calls have a host name of their own (sync-states…), which an address in AWS_ENDPOINT_URL has not.
CONFIG = Config(retries={"max_attempts": 8, "mode": "standard"}, inject_host_prefix="AWS_ENDPOINT_URL" not in os.environ)


class Refused(Exception):
    """The proof cannot begin; the message is one sentence that says why."""


class Aws:
    """Clients of one account, and how long to wait between two looks at it."""

    def __init__(self, look_seconds: float) -> None:
        self.look_seconds = look_seconds
        self._session = boto3.Session()

    @functools.cache  # noqa: B019 - there is one account in the life of the program
    def client(self, service: str) -> Any:
        """Return a client of a service."""
        return self._session.client(service, config=CONFIG)

    @property
    def region(self) -> str:
        """Return the region."""
        return str(self.client("sts").meta.region_name)

    def account(self) -> str:
        """Return the account's number; raise Refused when AWS does not know who asks."""
        try:
            return str(self.client("sts").get_caller_identity()["Account"])
        except (BotoCoreError, ClientError) as error:
            raise Refused(f"AWS does not say whose account this is: {error}") from None


def code(error: ClientError) -> str:
    """Return an error's code."""
    return str(error.response["Error"]["Code"])


def message(error: ClientError) -> str:
    """Return an error's message."""
    return str(error.response["Error"].get("Message", ""))
