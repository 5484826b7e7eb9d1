"""The stack that a version comes from: what it puts out, and its history. It is read by this stack's own role, or by one that PromoteRoleArn names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from builds import records
from document.reading import InvalidParameters

CHANGED = ("412", "PreconditionFailed")
GONE = ("404", "ImageNotFoundException", "LayersNotFoundException", "NoSuchBucket", "NoSuchKey", "RepositoryNotFoundException")


@dataclass(frozen=True)
class Origin:
    """A stack from which this one promotes, and who reads it; is_own says that this is the function's own role."""

    stack: str
    session: Any
    outputs: dict[str, str]
    is_own: bool

    def client(self, service: str) -> Any:
        """Return a client of who reads the stack."""
        return self.session.client(service)

    def record(self, version: int) -> dict[str, Any]:
        """Return the record of one of its builds, empty if there is none."""
        with reading(f"the history of {self.stack}"):
            table = self.session.resource("dynamodb").Table(self.outputs["BuildTable"])
            found: dict[str, Any] = table.get_item(Key=records.key(version), ConsistentRead=True).get("Item", {})
        return found


def allowed() -> str:
    """Return the stack from which this one may promote, "" for none."""
    return os.environ["PROMOTE_FROM"]


def opened(stack: str) -> Origin:
    """Return a stack as it stands; raise InvalidParameters if it may not be read."""
    role = os.environ["PROMOTE_ROLE_ARN"]
    with reading(f"stack {stack}"):
        session = assumed(role) if role else boto3.Session()
        return Origin(stack, session, outputs(stack, session.client("cloudformation")), not role)


def outputs(stack: str, cloudformation: Any) -> dict[str, str]:
    """Return what a stack puts out."""
    (described,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    found = {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}
    if "BuildTable" not in found:  # as long as it is made, or where it is something else
        raise InvalidParameters(
            f"Promote: stack {stack} is {described['StackStatus']} and has no output BuildTable: it has no version to promote"
        )
    return found


def assumed(role: str) -> boto3.Session:
    """Return the session of another role."""
    keys = boto3.client("sts").assume_role(RoleArn=role, RoleSessionName=f"promotion-{os.environ['STACK_NAME']}")["Credentials"]
    return boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])


@contextmanager
def reading(what: str, gone: InvalidParameters | None = None, changed: InvalidParameters | None = None) -> Iterator[None]:
    """Say in a sentence that something of another stack cannot be read; gone is raised where it is not there any more, changed where it is another."""
    try:
        yield
    except ClientError as error:
        code, why = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
        if gone and code in GONE:
            raise gone from None
        if changed and code in CHANGED:
            raise changed from None
        raise InvalidParameters(f"Promote: {what} cannot be read ({code}: {why})") from None
    except BotoCoreError as error:  # as in a network without a way to it
        raise InvalidParameters(f"Promote: {what} cannot be read: {error}") from None
