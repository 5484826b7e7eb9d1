"""Deploying as sam deploy does, from packages that are made once: sam would zip the same folders for every function of every stack."""

import functools
import hashlib
import io
import json
import uuid
import zipfile
from pathlib import Path
from typing import Any

import yaml
from botocore.exceptions import ClientError, WaiterError

from local.commands import Account, CommandFailed
from local.stack import Stack

BUCKET = "packages"
# What sam uploads: a folder as an archive, a file as it is.
LOCAL_PROPERTIES = ("CodeUri", "ContentUri", "DefinitionUri")
ONCE = {"Delay": 1, "MaxAttempts": 600}


def deploy(stack: Stack, built: Path, parameters: dict[str, str] | None = None) -> None:
    """Create or update a stack from a template that sam build made, through a change set, without a notebook instance unless one is asked for."""
    template = upload(stack.account, built)
    given = {"NotebookInstanceType": "NONE", **(parameters or {})}
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
    """Put a template and what it names into a bucket of the account, and return the template's address."""
    s3 = account.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    there = {found["Key"] for found in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])}
    template, contents = package(built)
    for key, body in contents.items():
        if key not in there:
            s3.put_object(Bucket=BUCKET, Key=key, Body=body)
    return f"{s3.meta.endpoint_url}/{BUCKET}/{template}"


@functools.cache
def package(built: Path) -> tuple[str, dict[str, bytes]]:
    """Return the key of the packaged template, and all that belongs into the bucket by its key."""
    template = yaml.safe_load(built.read_text())
    packed: dict[Path, str] = {}
    contents: dict[str, bytes] = {}
    for resource in template["Resources"].values():
        for name in LOCAL_PROPERTIES:
            if name in resource.get("Properties", {}):
                place = (built.parent / resource["Properties"][name]).resolve()
                if place not in packed:
                    packed[place] = keep(contents, archive(place) if place.is_dir() else place.read_bytes())
                resource["Properties"][name] = f"s3://{BUCKET}/{packed[place]}"
    return keep(contents, json.dumps(template).encode()), contents


def keep(contents: dict[str, bytes], body: bytes) -> str:
    """Keep a content, and return its key."""
    key = hashlib.sha256(body).hexdigest()
    contents[key] = body
    return key


def archive(folder: Path) -> bytes:
    """Return a folder's files as an archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for file in sorted(found for found in folder.rglob("*") if found.is_file() and "__pycache__" not in found.parts):
            made.write(file, file.relative_to(folder))
    return packed.getvalue()
