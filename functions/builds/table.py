"""The build table: the history of builds, and the launch item."""

import functools
import json
import os
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import boto3
from boto3.dynamodb.conditions import Attr, ConditionBase, Key
from botocore.exceptions import ClientError

from builds.launches import State

LAUNCH_KEY = {"Kind": "launch", "Version": 0}


def change_launch(transition: Callable[[State], State]) -> State:
    """Apply a transition to the launch item and return the new state; who changed it meanwhile is not overwritten."""
    while True:
        item = launch_item()
        state = state_of(item)
        changed = transition(state)
        if changed == state:
            return state
        revision = int(item["Revision"]) if item else 0
        try:
            table().put_item(
                Item={**LAUNCH_KEY, "State": json.dumps(changed), "Revision": revision + 1},
                ConditionExpression=Attr("Revision").eq(revision) if item else Attr("Kind").not_exists(),
            )
            return changed
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise


def launch() -> State:
    """Return the state of the launch item."""
    return state_of(launch_item())


def launch_item() -> dict[str, Any]:
    """Return the launch item, empty before the first launch."""
    item: dict[str, Any] = table().get_item(Key=LAUNCH_KEY, ConsistentRead=True).get("Item", {})
    return item


def state_of(item: dict[str, Any]) -> State:
    """Return the state in a launch item."""
    state: State = json.loads(item.get("State", "{}"))
    return state


def put_record(version: int, attributes: dict[str, Any]) -> None:
    """Write a build's whole record, unless the build has ended meanwhile: a stopped execution does not stop its function."""
    item = {"Kind": "build", "Version": version, **{key: storable(value) for key, value in attributes.items()}}
    try:
        table().put_item(Item=item, ConditionExpression=Attr("EndedAt").not_exists())
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise


def write_record(version: int, attributes: dict[str, Any]) -> None:
    """Set attributes of a build's record, which is made if it is not there yet."""
    names = {f"#{index}": name for index, name in enumerate(attributes)}
    values = {f":{index}": storable(value) for index, value in enumerate(attributes.values())}
    table().update_item(
        Key={"Kind": "build", "Version": version},
        UpdateExpression="SET " + ", ".join(f"#{index} = :{index}" for index in range(len(attributes))),
        ExpressionAttributeNames=names,
        ExpressionAttributeValues=values,
    )


def notes_first(version: int, attribute: str, word: str) -> bool:
    """Add a word to a set in a build's record, and return whether it was not there yet."""
    try:
        table().update_item(
            Key={"Kind": "build", "Version": version},
            UpdateExpression="ADD #set :words",
            ConditionExpression="NOT contains(#set, :word)",
            ExpressionAttributeNames={"#set": attribute},
            ExpressionAttributeValues={":words": {word}, ":word": word},
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def find_version(execution_arn: str) -> int | None:
    """Return the version of an execution's build, None if it has no record yet."""
    found = newest(Attr("ExecutionArn").eq(execution_arn))
    return int(found["Version"]) if found else None


def last_artifact() -> str | None:
    """Return the artifact of the newest build that succeeded and had one, None before there is one."""
    found = newest(Attr("Status").eq("SUCCEEDED") & Attr("ModelArtifacts").exists())
    return str(found["ModelArtifacts"]) if found else None


def newest(condition: ConditionBase) -> dict[str, Any] | None:
    """Return the newest build's record that meets a condition."""
    start: dict[str, Any] = {}
    while True:
        page = table().query(
            KeyConditionExpression=Key("Kind").eq("build"),
            FilterExpression=condition,
            ScanIndexForward=False,
            ConsistentRead=True,
            **start,
        )
        if page["Items"]:
            found: dict[str, Any] = page["Items"][0]
            return found
        if "LastEvaluatedKey" not in page:
            return None
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


def storable(value: Any) -> Any:
    """Return a JSON value as DynamoDB stores it: numbers exact."""
    return json.loads(json.dumps(value), parse_float=Decimal)


@functools.cache
def table() -> Any:
    """Return the table of this stack."""
    return boto3.resource("dynamodb").Table(os.environ["BUILD_TABLE"])
