"""The build table: how its items are read and written, among them those that hold a state: what is launched, what has served."""

import functools
import json
import os
from collections.abc import Callable, Sequence
from typing import Any

import boto3
from boto3.dynamodb.types import DYNAMODB_CONTEXT
from botocore.exceptions import ClientError

from builds.launches import State
from document import text

LAUNCH_KEY = {"Kind": "launch", "Version": 0}


def change_launch(transition: Callable[[State], State]) -> State:
    """Apply a transition to the launch item and return the new state."""
    return change(LAUNCH_KEY, transition)


def change(key: dict[str, Any], transition: Callable[[State], State]) -> State:
    """Apply a transition to an item that holds a state, and return the new state; who changed it meanwhile is not overwritten."""
    while True:
        item = read(key)
        state = state_of(item)
        changed = transition(state)
        if changed == state:
            return state
        try:
            table().put_item(**put_of(key, item, changed))
            return changed
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("ConditionalCheckFailedException", "TransactionConflictException"):
                raise


def put_of(key: dict[str, Any], item: dict[str, Any], state: State) -> dict[str, Any]:
    """Return the arguments of PutItem that write a state, unless its item is no longer the one that was read."""
    revision = int(item["Revision"]) if item else 0
    put = {"Item": {**key, "State": json.dumps(state), "Revision": revision + 1}}
    if not item:
        return {**put, "ConditionExpression": "attribute_not_exists(Revision)"}
    return {**put, "ConditionExpression": "Revision = :read", "ExpressionAttributeValues": {":read": revision}}


def launch() -> State:
    """Return the state of the launch item."""
    return state_of(read(LAUNCH_KEY))


def read(key: dict[str, Any]) -> dict[str, Any]:
    """Return an item, empty where there is none."""
    item: dict[str, Any] = table().get_item(Key=key, ConsistentRead=True).get("Item", {})
    return item


def state_of(item: dict[str, Any]) -> State:
    """Return the state in an item."""
    state: State = json.loads(item.get("State", "{}"))
    return state


def write_if(
    key: dict[str, Any],
    attributes: dict[str, Any],
    condition: str | None = None,
    compared: dict[str, Any] | None = None,
    removed: Sequence[str] = (),
) -> bool:
    """Set attributes of an item, which is made if it is not there yet, and remove others; return whether the condition was met.

    In the condition the attributes are called #0, #1 … in their order.
    """
    names = {f"#{index}": name for index, name in enumerate([*attributes, *removed])}
    sets = ", ".join(f"#{index} = :{index}" for index in range(len(attributes)))
    removes = ", ".join(f"#{index}" for index in range(len(attributes), len(names)))
    try:
        table().update_item(
            Key=key,
            UpdateExpression=f"SET {sets}" + (f" REMOVE {removes}" if removed else ""),
            ExpressionAttributeNames=names,
            ExpressionAttributeValues={f":{index}": storable(value) for index, value in enumerate(attributes.values())} | (compared or {}),
            **({"ConditionExpression": condition} if condition else {}),
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return False
    return True


def storable(value: Any) -> Any:
    """Return a JSON value as DynamoDB stores it: its text without what no store takes, its numbers exact, or as text where they are too long."""
    return json.loads(json.dumps(text.storable(value)), parse_float=number, parse_int=number, parse_constant=str)


def number(digits: str) -> Any:
    """Return a number with all its digits; text if DynamoDB would round it or has no room for it."""
    try:
        return DYNAMODB_CONTEXT.create_decimal(digits)
    except ArithmeticError:
        return digits


@functools.cache
def table() -> Any:
    """Return the table of this stack."""
    return boto3.resource("dynamodb").Table(os.environ["BUILD_TABLE"])
