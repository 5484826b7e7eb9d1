"""Notebook instances: their records, and the transitions that SageMaker allows."""

import contextvars
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from local.gateway import quotas
from local.gateway.protocol import ServiceError
from local.sagemaker import lifecycle_configs
from local.sagemaker.door import SESSION_SECONDS
from local.sagemaker.notebook_run import NotebookRun
from local.sagemaker.records import Kind, Record, summary
from local.sagemaker.training import assumable

NAME, STATUS, CONFIG = "NotebookInstanceName", "NotebookInstanceStatus", "NotebookInstanceLifecycleConfigName"
INSTANCES = Kind("notebook instance", NAME, "NotebookInstanceArn", "notebook-instance", missing="RecordNotFound")
ENDED = ("Stopped", "Failed")
PLATFORM = "notebook-al2023-v1"
DEFAULTS = {
    "DirectInternetAccess": "Enabled",
    "VolumeSizeInGB": 5,
    "RootAccess": "Enabled",
    "PlatformIdentifier": PLATFORM,
    "IpAddressType": "ipv4",
    "InstanceMetadataServiceConfiguration": {"MinimumInstanceMetadataServiceVersion": "1"},
}
# As Describe calls what Create and Update call otherwise.
RENAMED = {"LifecycleConfigName": CONFIG, "SecurityGroupIds": "SecurityGroups"}
runs: dict[str, NotebookRun] = {}
moving = threading.Lock()


def refuse(sentence: str) -> ServiceError:
    """Return a refusal."""
    return ServiceError("ValidationException", sentence)


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


def renamed(request: Record) -> Record:
    """Return a request's members as Describe shows them."""
    return {RENAMED.get(key, key): value for key, value in request.items()}


def check(request: Record, present: Record) -> None:
    """Refuse what SageMaker would of a request, upon what is there already."""
    wanted = present | request
    if "RoleArn" in request:
        assumable(request["RoleArn"])
    if request.get("LifecycleConfigName"):
        lifecycle_configs.found(request["LifecycleConfigName"])
    if wanted["PlatformIdentifier"] != PLATFORM:
        raise refuse(f"PlatformIdentifier {wanted['PlatformIdentifier']} is not supported any more, use {PLATFORM}.")
    if wanted["DirectInternetAccess"] == "Disabled" and "SubnetId" not in wanted:
        raise refuse("DirectInternetAccess can be Disabled only with a SubnetId.")
    if request.get("SecurityGroupIds") and "SubnetId" not in wanted:
        raise refuse("SecurityGroupIds need a SubnetId.")
    if wanted["VolumeSizeInGB"] < present["VolumeSizeInGB"]:
        raise refuse(f"The volume's size cannot be decreased from {present['VolumeSizeInGB']} to {wanted['VolumeSizeInGB']} GB.")


def check_quota(kind: str) -> None:
    """Refuse an instance for which there is no quota."""
    used = sum(record["InstanceType"] == kind and record[STATUS] not in ENDED for record in INSTANCES.all.values())
    quotas.require(f"{kind} for notebook instance usage", used, 1)


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
