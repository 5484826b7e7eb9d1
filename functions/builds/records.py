"""The history: one record for each build and each rollback, whose items have the kind "build" or "rollback".

A redriven execution is a further attempt of the same build. Events come late, twice and in any order, and a stopped execution does not stop its
functions: what an earlier attempt has to say of a later one, or a running build of one that has ended, changes nothing.
"""

from collections.abc import Iterator
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key
from botocore.exceptions import ClientError

from builds import table

BUILD, ROLLBACK = "build", "rollback"
OF_AN_END = ("EndedAt", "Error", "Cause", "Deployed")


def write_running(version: int, attributes: dict[str, Any], attempt: int = 0, kind: str = BUILD) -> bool:
    """Set attributes of the record of a build that runs; return whether this attempt of it is the last, and has not ended."""
    return table.write_if(
        key(version, kind),
        {**attributes, "Attempt": attempt},
        "attribute_not_exists(Attempt) OR Attempt < :attempt OR (Attempt = :attempt AND attribute_not_exists(EndedAt))",
        {":attempt": attempt},
        OF_AN_END,
    )


def write_end(version: int, attributes: dict[str, Any], attempt: int = 0, kind: str = BUILD) -> bool:
    """Set attributes of the record of a build that has ended; return whether this attempt of it is the last."""
    condition = "attribute_not_exists(Attempt) OR Attempt <= :attempt"
    return table.write_if(key(version, kind), {**attributes, "Attempt": attempt}, condition, {":attempt": attempt})


def notes_first(version: int, kind: str, attribute: str, word: str) -> bool:
    """Add a word to a set in a record, and return whether it was not there yet."""
    try:
        table.table().update_item(
            Key=key(version, kind),
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


def read(version: int, kind: str = BUILD) -> dict[str, Any]:
    """Return a record, empty if there is none."""
    return table.read(key(version, kind))


def key(version: int, kind: str = BUILD) -> dict[str, Any]:
    """Return the key of a build's record, or of a rollback's."""
    return {"Kind": kind, "Version": version}


def latest(count: int) -> list[dict[str, Any]]:
    """Return the records of the last builds, the newest first."""
    found: list[dict[str, Any]] = table.table().query(
        KeyConditionExpression=Key("Kind").eq(BUILD), ScanIndexForward=False, Limit=count, ConsistentRead=True
    )["Items"]
    return found


def last_artifact() -> str | None:
    """Return the newest artifact that a build has trained, whatever became of that build afterwards; None before there is one."""
    found = newest(Attr("ModelArtifacts").exists() & Attr("Train").attribute_type("S"))
    return str(found["ModelArtifacts"]) if found else None


def newest(condition: ConditionBase) -> dict[str, Any] | None:
    """Return the newest build's record that meets a condition."""
    return next(meeting(condition), None)


def meeting(condition: ConditionBase) -> Iterator[dict[str, Any]]:
    """Yield the builds' records that meet a condition, the newest first."""
    start: dict[str, Any] = {}
    while True:
        page = table.table().query(
            KeyConditionExpression=Key("Kind").eq(BUILD),
            FilterExpression=condition,
            ScanIndexForward=False,
            ConsistentRead=True,
            **start,
        )
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
