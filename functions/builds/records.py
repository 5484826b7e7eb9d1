"""The history: one record for each build, each rollback, and each time that the endpoint's hours began or ended: "build", "rollback", "hours".

A redriven execution is a further attempt of the same build. Events come late, twice and in any order, and a stopped execution does not stop its
functions: what an earlier attempt has to say of a later one, or a running build of one that has ended, changes nothing.
"""

from collections.abc import Iterator
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase, Key
from botocore.exceptions import ClientError

from builds import table

BUILD, ROLLBACK, HOURS = "build", "rollback", "hours"
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


def latest(count: int, kind: str = BUILD) -> list[dict[str, Any]]:
    """Return the records of the last builds, or rollbacks, the newest first."""
    found: list[dict[str, Any]] = table.table().query(
        KeyConditionExpression=Key("Kind").eq(kind), ScanIndexForward=False, Limit=count, ConsistentRead=True
    )["Items"]
    return found


def last_trained(before: int | None = None) -> dict[str, Any] | None:
    """Return the record of the newest build, of those before a version if that is given, that has trained a model or taken one over; None if there is none."""
    trained = Attr("ModelArtifacts").exists() & Attr("Train").attribute_type("S")
    return newest(trained | Attr("Reused").eq(True), before)


def artifact_of(record: dict[str, Any]) -> str | None:
    """Return the artifact that a build trained, or took from elsewhere; None if it did not get so far."""
    return record.get("ModelArtifacts") or (record.get("Model") or {}).get("ModelArtifacts")


def note(version: int, attributes: dict[str, Any]) -> None:
    """Set attributes of a build's record that no attempt contradicts."""
    table.write_if(key(version), attributes)


def scores(record: dict[str, Any], fingerprint: str) -> dict[str, float] | None:
    """Return what a version scored in the very same exam, as the new model or later as the one that served; None if it never took it."""
    own = record.get("Evaluation") or {}
    if own.get("Fingerprint") == fingerprint:
        return numbers(own["Metrics"])
    of_champion = Attr("Evaluation.Fingerprint").eq(fingerprint) & Attr("Evaluation.ChampionVersion").eq(record["Version"])
    found = newest(of_champion)
    return numbers(found["Evaluation"]["Champion"]) if found else None


def scores_of_model(version: int, fingerprint: str) -> dict[str, float] | None:
    """Return what the model of a version scored in the very same exam in a build that had taken it over; None if it never took it there."""
    found = newest(Attr("Evaluation.Fingerprint").eq(fingerprint) & Attr("ModelVersion").eq(version) & Attr("Reused").eq(True))
    return numbers(found["Evaluation"]["Metrics"]) if found else None


def numbers(metrics: dict[str, Any] | None) -> dict[str, float]:
    """Return metrics as JSON has them; one that DynamoDB has no number for stands in the record as text, and is left out."""
    return {name: float(value) for name, value in (metrics or {}).items() if not isinstance(value, str)}


def newest(condition: ConditionBase, before: int | None = None) -> dict[str, Any] | None:
    """Return the newest build's record that meets a condition, of those before a version if that is given."""
    return next(meeting(condition, before), None)


def meeting(condition: ConditionBase, before: int | None = None) -> Iterator[dict[str, Any]]:
    """Yield the builds' records that meet a condition, the newest first."""
    of_builds = Key("Kind").eq(BUILD) if before is None else Key("Kind").eq(BUILD) & Key("Version").lt(before)
    start: dict[str, Any] = {}
    while True:
        page = table.table().query(
            KeyConditionExpression=of_builds,
            FilterExpression=condition,
            ScanIndexForward=False,
            ConsistentRead=True,
            **start,
        )
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
