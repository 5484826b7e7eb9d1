"""The history of builds, read from the build table and from Step Functions."""

import json
from decimal import Decimal
from typing import Any

from boto3.dynamodb.types import TypeDeserializer

from sagebuild import builds as made
from sagebuild import served as has_served
from sagebuild import states as entered
from sagebuild.access import Access
from sagebuild.builds import Build
from sagebuild.errors import SageBuildError
from sagebuild.served import Served
from sagebuild.states import State

RECENT = 20
EVENTS = 1000  # the most that a page of a history may have, and more than most builds have
deserialize = TypeDeserializer().deserialize


def builds(stack: Access, limit: int) -> list[Build]:
    """Return the last builds, the newest first."""
    return [of(stack, record) for record in records(stack, "build", limit)]


def records(stack: Access, kind: str, limit: int) -> list[dict[str, Any]]:
    """Return the last records of a kind, the newest first."""
    pages = (
        stack.client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=stack.outputs["BuildTable"],
            KeyConditionExpression="Kind = :kind",
            ExpressionAttributeValues={":kind": {"S": kind}},
            ScanIndexForward=False,
            ConsistentRead=True,
            PaginationConfig={"MaxItems": limit, "PageSize": limit},
        )
    )
    return [{"Stack": stack.name, **plainly(item)} for page in pages for item in page["Items"]]


def build(stack: Access, version: int) -> Build:
    """Return one build."""
    item = read(stack, "build", version)
    if not item:
        raise SageBuildError(f"{stack.name} has no build of version {version}")
    return of(stack, {"Stack": stack.name, **plainly(item)})


def status(stack: Access) -> Build | None:
    """Return the build that runs, else the last one; a redriven build may run while later ones have ended."""
    found = builds(stack, RECENT)
    return next((build for build in found if build.running), found[0] if found else None)


def chosen(stack: Access, version: int | None) -> Build:
    """Return the build of a version, without one that which runs, else the last."""
    found = status(stack) if version is None else build(stack, version)
    if found is None:
        raise SageBuildError(f"{stack.name} has had no build yet: launch() begins one")
    return found


def states(stack: Access, execution_arn: str) -> list[State]:
    """Return the states that an execution has been in."""
    pages = (
        stack.client("stepfunctions")
        .get_paginator("get_execution_history")
        .paginate(executionArn=execution_arn, includeExecutionData=False, PaginationConfig={"PageSize": EVENTS})
    )
    return entered.states([event for page in pages for event in page["events"]])


def launching(stack: Access) -> dict[str, Any]:
    """Return the state of the launch item: what waits, what runs, and what was rejected."""
    return state(stack, "launch")


def state(stack: Access, kind: str) -> dict[str, Any]:
    """Return what the stack keeps in an item that there is only one of, {} before there is."""
    found: dict[str, Any] = json.loads(plain(read(stack, kind, 0).get("State", {"S": "{}"})))
    return found


def read(stack: Access, kind: str, version: int) -> dict[str, Any]:
    """Return an item in DynamoDB's JSON, empty if there is none."""
    key = {"Kind": {"S": kind}, "Version": {"N": str(version)}}
    item = stack.client("dynamodb").get_item(TableName=stack.outputs["BuildTable"], Key=key, ConsistentRead=True)
    found: dict[str, Any] = item.get("Item", {})
    return found


def served(stack: Access) -> Served:
    """Return what has served."""
    found = state(stack, "served")
    return has_served.served(found.get("Stack", []), found.get("Recent", []), outside(launching(stack)))


def outside(launching: dict[str, Any]) -> str:
    """Return the hours of the endpoint while it is outside of them, "" otherwise."""
    asked = launching.get("Hours", {})
    return str(asked["Hours"]) if asked.get("Serve") is False else ""


def of(stack: Access, record: dict[str, Any]) -> Build:
    """Return the build of a record."""
    return made.build(record, console(stack))


def console(stack: Access) -> str:
    """Return the page of Step Functions' console of the stack's region."""
    return stack.outputs["StepFunctionConsole"].partition("#")[0]


def plainly(item: dict[str, Any]) -> dict[str, Any]:
    """Return an item as Python's values."""
    return {key: plain(value) for key, value in item.items()}


def plain(value: dict[str, Any]) -> Any:
    """Return the Python value of one of DynamoDB's."""
    return unwrapped(deserialize(value))


def unwrapped(value: Any) -> Any:
    """Return a value of JSON in place of DynamoDB's decimals and sets."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dict():
            return {key: unwrapped(item) for key, item in value.items()}
        case list():
            return [unwrapped(item) for item in value]
        case set():
            return sorted(unwrapped(item) for item in value)
    return value
