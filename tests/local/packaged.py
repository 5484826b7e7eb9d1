"""Deploying from a published release, as people do who have no sources; sam would zip the same folders for every function of every stack."""

import hashlib
import uuid
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from local.commands import Account, CommandFailed
from local.stack import Stack
from tools.publish import SUMS, publish, release
from tools.release_archive import BUCKET

ONCE = {"Delay": 1, "MaxAttempts": 600}


def deploy(stack: Stack, built: Path, parameters: dict[str, str] | None = None) -> None:
    """Create or update a stack from a template that sam build made, through a change set, without a notebook instance unless one is asked for."""
    update(stack, upload(stack.account, built), {"NotebookInstanceType": "NONE", **(parameters or {})})


def update(stack: Stack, template: str, given: dict[str, str]) -> None:
    """Create or update a stack from a template's address, through a change set; what is not given stays."""
    client = stack.account.client("cloudformation")
    there = exists(client, stack.name)
    named = [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]
    kept = [{"ParameterKey": key, "UsePreviousValue": True} for key in there - given.keys()]
    change = client.create_change_set(
        StackName=stack.name,
        ChangeSetName=f"packaged-{uuid.uuid4()}",
        ChangeSetType="UPDATE" if there else "CREATE",
        TemplateURL=template,
        Parameters=named + kept,
        Capabilities=["CAPABILITY_IAM"],
    )
    kind = "stack_update_complete" if there else "stack_create_complete"
    try:
        client.get_waiter("change_set_create_complete").wait(ChangeSetName=change["Id"], WaiterConfig=ONCE)
        client.execute_change_set(ChangeSetName=change["Id"])
        client.get_waiter(kind).wait(StackName=stack.name, WaiterConfig=ONCE)
    except WaiterError:
        reasons = why(client, stack.name, change["Id"])
        raise CommandFailed(f"{stack.name} could not be deployed: {'; '.join(reasons)}") from None
    told(stack, client)


def launch(stack: Stack, template: str, given: dict[str, str] | None = None) -> None:
    """Create a stack as the console does from a release's link, with every parameter at its default that is not given."""
    client = stack.account.client("cloudformation")
    named = [{"ParameterKey": key, "ParameterValue": value} for key, value in (given or {}).items()]
    acknowledged = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    client.create_stack(StackName=stack.name, TemplateURL=template, Parameters=named, Capabilities=acknowledged)
    client.get_waiter("stack_create_complete").wait(StackName=stack.name, WaiterConfig=ONCE)
    told(stack, client)


def told(stack: Stack, client: Any) -> None:
    """Give a stack its outputs."""
    (described,) = client.describe_stacks(StackName=stack.name)["Stacks"]
    stack.outputs = {output["OutputKey"]: output["OutputValue"] for output in described["Outputs"]}


def why(client: Any, name: str, change: str) -> list[str]:
    """Return what CloudFormation says of a stack that it could not make: of its change set, then of its resources."""
    said = client.describe_change_set(ChangeSetName=change).get("StatusReason", "")
    pages = client.get_paginator("describe_stack_events").paginate(StackName=name)
    events = [event for page in pages for event in page["StackEvents"] if event["ResourceStatus"].endswith("FAILED")]
    return [said, *(event.get("ResourceStatusReason", "") for event in events)]


def exists(client: Any, name: str) -> set[str]:
    """Return the parameters that a stack has, none where there is no stack."""
    try:
        (described,) = client.describe_stacks(StackName=name)["Stacks"]
    except ClientError:
        return set()
    return {parameter["ParameterKey"] for parameter in described["Parameters"]}


def upload(account: Account, built: Path) -> str:
    """Publish a template and what it names in a bucket of the account, and return the template's address."""
    s3 = account.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    sums = release(built, BUCKET, "sagebuild")[f"sagebuild/{SUMS}"]  # the version is whatever differs
    return publish(s3, built, BUCKET, f"sagebuild/{hashlib.sha256(sums).hexdigest()}")
