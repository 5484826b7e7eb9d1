"""Lifecycle configurations of notebook instances: scripts for its creation and for every start."""

import base64
import binascii
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from local.gateway.protocol import ServiceError
from local.gateway.state import arn
from local.sagemaker.records import Kind, Record, summary

NAME = "NotebookInstanceLifecycleConfigName"
CONFIGS = Kind("Notebook Instance Lifecycle Config", NAME, "NotebookInstanceLifecycleConfigArn", "notebook-instance-lifecycle-config")
HOOKS = ("OnCreate", "OnStart")


def create(request: Record) -> Record:
    """Answer CreateNotebookInstanceLifecycleConfig."""
    if request[NAME] in CONFIGS.all:
        raise cannot("create", request[NAME], "already exists")
    check(request)
    return {CONFIGS.arn_member: CONFIGS.add(request)[CONFIGS.arn_member]}


def check(request: Record) -> None:
    """Refuse scripts that are not base64."""
    for hook in HOOKS:
        for script in request.get(hook, []):
            try:
                base64.b64decode(script.get("Content", ""), validate=True)
            except binascii.Error:
                raise ServiceError("ValidationException", f"{hook}: the script must be a base64-encoded string.") from None


def cannot(do: str, name: str, why: str) -> ServiceError:
    """Return the refusal of an operation, in SageMaker's words."""
    config = arn("sagemaker", f"{CONFIGS.type_in_arn}/{name.lower()}")
    return ServiceError("ValidationException", f"Unable to {do} {CONFIGS.label} '{config}'. (Details: {CONFIGS.label} {why}.)")


def found(name: str, do: str = "describe") -> Record:
    """Return a lifecycle configuration, or refuse an operation with one that does not exist."""
    if name not in CONFIGS.all:
        raise cannot(do, name, "does not exist")
    return CONFIGS.all[name]


def scripts(name: str, hooks: Iterable[str]) -> dict[str, bytes]:
    """Return the scripts of a lifecycle configuration for some of its hooks; without a name there are none."""
    config = found(name) if name else {}
    return {hook: base64.b64decode(script["Content"]) for hook in hooks for script in config.get(hook, [])}


def update(request: Record) -> Record:
    """Answer UpdateNotebookInstanceLifecycleConfig; instances heed it when they start the next time."""
    config = found(request[NAME], "update")
    check(request)
    config |= {hook: request[hook] for hook in HOOKS if hook in request} | {"LastModifiedTime": datetime.now(UTC)}
    return {}


def listed(request: Record) -> Record:
    """Answer ListNotebookInstanceLifecycleConfigs."""
    page, more = CONFIGS.listed(request)
    members = (NAME, CONFIGS.arn_member, "CreationTime", "LastModifiedTime")
    return {"NotebookInstanceLifecycleConfigs": [summary(record, *members) for record in page], **more}


def delete(name: str, users: list[str]) -> Record:
    """Delete a lifecycle configuration that no instance uses."""
    found(name, "delete")
    if users:
        raise cannot("delete", name, f"is in use by Notebook Instance {users[0]}")
    CONFIGS.remove(name)
    return {}


OPERATIONS: dict[str, Any] = {
    "CreateNotebookInstanceLifecycleConfig": create,
    "DescribeNotebookInstanceLifecycleConfig": lambda request: found(request[NAME]),
    "UpdateNotebookInstanceLifecycleConfig": update,
    "ListNotebookInstanceLifecycleConfigs": listed,
}
