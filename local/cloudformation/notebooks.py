"""Notebook instances in a stack: created, changed and removed as CloudFormation does it, waiting for each step to be done."""

import time
from typing import Any

from ministack.services.cloudformation import provisioners, stacks

from local.gateway.protocol import ServiceError
from local.sagemaker import lifecycle_configs
from local.sagemaker.notebook_checks import INSTANCES
from local.sagemaker.service import SERVICE

INSTANCE, CONFIG = "AWS::SageMaker::NotebookInstance", "AWS::SageMaker::NotebookInstanceLifecycleConfig"
MEMBERS = {"RootAccess", "RoleArn", "InstanceType", "LifecycleConfigName", "VolumeSizeInGB", "DefaultCodeRepository", "PlatformIdentifier"}
PASSING = ("Pending", "Stopping", "Updating", "Deleting")
LOOK_SECONDS = 0.2
Made = tuple[str, dict[str, Any]]


def register() -> None:
    """Make them known; an instance takes its time, and so a thread of its own."""
    provisioners._RESOURCE_HANDLERS[INSTANCE] = {"create": create, "update": update, "delete": delete}
    provisioners._RESOURCE_HANDLERS[CONFIG] = {"create": create_config, "update": update_config, "delete": delete_config}
    provisioners._REPLACING_PROPERTIES[INSTANCE] = (
        "DirectInternetAccess",
        "KmsKeyId",
        "NotebookInstanceName",
        "SecurityGroupIds",
        "SubnetId",
    )
    provisioners._REPLACING_PROPERTIES[CONFIG] = ("NotebookInstanceLifecycleConfigName",)
    runs_on_worker_thread = stacks._runs_on_worker_thread
    stacks._runs_on_worker_thread = lambda kind: kind == INSTANCE or runs_on_worker_thread(kind)


def create(logical_id: str, properties: dict[str, Any], stack: str) -> Made:
    """Create an instance and wait until it is in service; one that fails is removed again, for the stack will not know it."""
    name = properties.get("NotebookInstanceName") or provisioners._physical_name(stack, logical_id, max_len=63)
    made = call("CreateNotebookInstance", {**plain(properties), "NotebookInstanceName": name})
    record = settled(name)
    if record["NotebookInstanceStatus"] == "Failed":
        remove(name)
        raise ValueError(record["FailureReason"])
    return made["NotebookInstanceArn"], {"NotebookInstanceName": name}


def update(physical_id: str, old: dict[str, Any], new: dict[str, Any], stack: str) -> Made:
    """Stop an instance, change it, and start it if it ran; tags change under way."""
    name = name_in(physical_id)
    changed = {key: value for key, value in plain(new).items() if key in MEMBERS and old.get(key) != new[key]}
    if "LifecycleConfigName" in old and "LifecycleConfigName" not in new:
        changed["DisassociateLifecycleConfig"] = True
    call("AddTags", {"ResourceArn": physical_id, "Tags": new.get("Tags", [])})
    ran = settled(name)["NotebookInstanceStatus"] == "InService"
    if changed:
        stop(name)
        call("UpdateNotebookInstance", {**changed, "NotebookInstanceName": name})
    if changed and ran:
        call("StartNotebookInstance", {"NotebookInstanceName": name})
        if settled(name)["NotebookInstanceStatus"] == "Failed":
            raise ValueError(INSTANCES.get(name)["FailureReason"])
    return physical_id, {"NotebookInstanceName": name}


def delete(physical_id: str, properties: dict[str, Any]) -> None:
    """Delete an instance, which is stopped before; one that is gone already is deleted."""
    if name_in(physical_id):
        remove(name_in(physical_id))


def remove(name: str) -> None:
    """Stop an instance and delete it."""
    stop(name)
    call("DeleteNotebookInstance", {"NotebookInstanceName": name})


def stop(name: str) -> None:
    """Stop an instance if it runs."""
    if settled(name)["NotebookInstanceStatus"] == "InService":
        call("StopNotebookInstance", {"NotebookInstanceName": name})
        settled(name)


def settled(name: str) -> dict[str, Any]:
    """Return an instance's record once it is on its way to nowhere else; an instance says itself when a step lasts too long."""
    while (record := INSTANCES.get(name))["NotebookInstanceStatus"] in PASSING:
        time.sleep(LOOK_SECONDS)
    return dict(record)


def name_in(physical_id: str) -> str:
    """Return the name of the instance with an ARN, "" if there is none."""
    found = [name for name, record in INSTANCES.all.items() if record["NotebookInstanceArn"] == physical_id]
    return found[0] if found else ""


def create_config(logical_id: str, properties: dict[str, Any], stack: str) -> Made:
    """Create a lifecycle configuration."""
    name = properties.get(lifecycle_configs.NAME) or provisioners._physical_name(stack, logical_id, max_len=63)
    made = call("CreateNotebookInstanceLifecycleConfig", {**properties, lifecycle_configs.NAME: name})
    return made["NotebookInstanceLifecycleConfigArn"], {lifecycle_configs.NAME: name}


def update_config(physical_id: str, old: dict[str, Any], new: dict[str, Any], stack: str) -> Made:
    """Change a lifecycle configuration's scripts; a hook that the stack has no more loses them."""
    (name,) = config_names(physical_id)
    hooks = {hook: new.get(hook, []) for hook in lifecycle_configs.HOOKS}
    call("UpdateNotebookInstanceLifecycleConfig", {**hooks, lifecycle_configs.NAME: name})
    return physical_id, {lifecycle_configs.NAME: name}


def delete_config(physical_id: str, properties: dict[str, Any]) -> None:
    """Delete a lifecycle configuration; one that is gone already is deleted."""
    for name in config_names(physical_id):
        call("DeleteNotebookInstanceLifecycleConfig", {lifecycle_configs.NAME: name})


def config_names(physical_id: str) -> list[str]:
    """Return the names of the lifecycle configurations with an ARN: one or none."""
    configs = lifecycle_configs.CONFIGS
    return [name for name, record in configs.all.items() if record[configs.arn_member] == physical_id]


def plain(properties: dict[str, Any]) -> dict[str, Any]:
    """Return properties as the API has them: a template may write a number as a text."""
    return {key: int(value) if key == "VolumeSizeInGB" else value for key, value in properties.items()}


def call(operation: str, request: dict[str, Any]) -> dict[str, Any]:
    """Make a call that is checked as everybody's calls are; what SageMaker refuses is the resource's status reason."""
    try:
        return SERVICE.call(operation, request)
    except ServiceError as error:
        raise ValueError(f"{error.message} (Service: SageMaker, Error Code: {error.code})") from None
