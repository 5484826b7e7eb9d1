"""Notebook instances: the operations on them, and the transitions that SageMaker allows."""

import contextvars
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from local.sagemaker import lifecycle_configs
from local.sagemaker.door import SESSION_SECONDS
from local.sagemaker.notebook_checks import CONFIG, DEFAULTS, ENDED, INSTANCES, NAME, STATUS, check, check_quota, refuse, renamed
from local.sagemaker.notebook_run import NotebookRun
from local.sagemaker.records import Record, summary

runs: dict[str, NotebookRun] = {}
moving = threading.Lock()


def create(request: Record) -> Record:
    """Answer CreateNotebookInstance."""
    name = request[NAME]
    if name in INSTANCES.all:
        raise refuse(f"Cannot create a duplicate Notebook Instance ({INSTANCES.all[name]['NotebookInstanceArn']})")
    check(request, DEFAULTS)
    check_quota(request["InstanceType"])
    content = DEFAULTS | renamed(request)
    record = INSTANCES.add(content, **{STATUS: "Pending"})
    runs[name] = NotebookRun(record)
    record["Url"] = runs[name].door.address
    boot(record, *lifecycle_configs.HOOKS)
    return {"NotebookInstanceArn": record["NotebookInstanceArn"]}


def boot(record: Record, *hooks: str) -> None:
    """Start an instance in the background, with the scripts that its lifecycle configuration has for some hooks now."""
    config = record.get(CONFIG, "")
    arn = lifecycle_configs.found(config)["NotebookInstanceLifecycleConfigArn"] if config else ""
    scripts = lifecycle_configs.scripts(config, hooks)
    record.pop("FailureReason", None)
    background(lambda: runs[record[NAME]].start(scripts, arn))


def background(work: Callable[[], None]) -> None:
    """Do something in a thread of its own."""
    threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True).start()


def transition(name: str, allowed: tuple[str, ...], to: str) -> Record:
    """Move an instance to a status from those that allow it."""
    with moving:
        record = INSTANCES.get(name)
        if record[STATUS] not in allowed:
            arn = record["NotebookInstanceArn"]
            raise refuse(
                f"Status ({record[STATUS]}) not in ([{', '.join(allowed)}]). Unable to transition to ({to}) for Notebook Instance ({arn})"
            )
        record |= {STATUS: to, "LastModifiedTime": datetime.now(UTC)}
    return record


def start(request: Record) -> Record:
    """Answer StartNotebookInstance."""
    check_quota(INSTANCES.get(request[NAME])["InstanceType"])
    boot(transition(request[NAME], ENDED, "Pending"), "OnStart")
    return {}


def stop(request: Record) -> Record:
    """Answer StopNotebookInstance."""
    transition(request[NAME], ("InService",), "Stopping")
    background(runs[request[NAME]].stop)
    return {}


def update(request: Record) -> Record:
    """Answer UpdateNotebookInstance; what changes is there when the instance starts the next time."""
    name = request[NAME]
    check({key: value for key, value in request.items() if key != NAME}, INSTANCES.get(name))
    record = transition(name, ENDED, "Updating")
    record |= {key: value for key, value in renamed(request).items() if not key.startswith("Disassociate")}
    if request.get("DisassociateLifecycleConfig"):
        record.pop(CONFIG, None)
    record[STATUS] = "Stopped"
    return {}


def delete(request: Record) -> Record:
    """Answer DeleteNotebookInstance."""
    transition(request[NAME], ENDED, "Deleting")
    runs.pop(request[NAME]).remove()
    INSTANCES.remove(request[NAME])
    return {}


def presigned(request: Record) -> Record:
    """Answer CreatePresignedNotebookInstanceUrl."""
    record = INSTANCES.get(request[NAME])
    if record[STATUS] != "InService":
        raise refuse(
            f"Status ({record[STATUS]}) not in ([InService]). No address opens Notebook Instance ({record['NotebookInstanceArn']})"
        )
    return {"AuthorizedUrl": runs[request[NAME]].door.invite(request.get("SessionExpirationDurationInSeconds", SESSION_SECONDS))}


def listed(request: Record) -> Record:
    """Answer ListNotebookInstances."""
    page, more = INSTANCES.listed(request, STATUS)
    members = (NAME, "NotebookInstanceArn", STATUS, "Url", "InstanceType", "CreationTime", "LastModifiedTime", CONFIG)
    return {"NotebookInstances": [summary(record, *members) for record in page], **more}


def delete_config(request: Record) -> Record:
    """Answer DeleteNotebookInstanceLifecycleConfig."""
    users = [record["NotebookInstanceArn"] for record in INSTANCES.all.values() if record.get(CONFIG) == request[CONFIG]]
    return lifecycle_configs.delete(request[CONFIG], users)


OPERATIONS: dict[str, Any] = {
    "CreateNotebookInstance": create,
    "DescribeNotebookInstance": lambda request: INSTANCES.get(request[NAME]),
    "ListNotebookInstances": listed,
    "StartNotebookInstance": start,
    "StopNotebookInstance": stop,
    "UpdateNotebookInstance": update,
    "DeleteNotebookInstance": delete,
    "CreatePresignedNotebookInstanceUrl": presigned,
    **lifecycle_configs.OPERATIONS,
    "DeleteNotebookInstanceLifecycleConfig": delete_config,
}
