"""What is remembered of an execution for ever: the version of its build or the number of its rollback, and the news that have been told of it.

One item each, found by the execution's ARN, which stays the same when an execution is redriven.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.exceptions import ClientError

from builds import launches, table
from builds.records import BUILD, HOURS, ROLLBACK

# What the number is called in an execution's item, and in the launch item.
NUMBERS = {BUILD: ("Build", "LastVersion"), ROLLBACK: ("Rollback", "LastRollback"), HOURS: ("Hours", "LastHours")}
TOLD = "told"
# Longer than the function that tells may run: whoever has begun to tell before that is no longer there.
TELLING = timedelta(seconds=25)


class BeingTold(Exception):
    """Somebody else tells the same news at this moment."""


def version_of(execution_arn: str) -> int:
    """Return the version of an execution's build."""
    return number_of(execution_arn, BUILD)


def number_of(execution_arn: str, kind: str) -> int:
    """Return the number of an execution's record; whoever asks first takes the next one, in one transaction with the launch item, which counts."""
    attribute, counter = NUMBERS[kind]
    while True:
        known = item_of(execution_arn)
        if known:
            return int(known[attribute])
        found = table.read(table.LAUNCH_KEY)
        state = launches.next_number(table.state_of(found), counter)
        own = {
            "Item": {**key(execution_arn), attribute: state[counter]},
            "ConditionExpression": "attribute_not_exists(#kind)",
            "ExpressionAttributeNames": {"#kind": "Kind"},
        }
        puts = [{"Put": {"TableName": table.table().name, **put}} for put in (own, table.put_of(table.LAUNCH_KEY, found, state))]
        try:
            table.table().meta.client.transact_write_items(TransactItems=puts)
        except ClientError as error:
            if error.response["Error"]["Code"] not in ("TransactionCanceledException", "TransactionConflictException"):
                raise


def begin_telling(execution_arn: str, news: str) -> bool:
    """Return whether news of an execution are still to be told, and note that this is being done; raise BeingTold if somebody does it."""
    moment = now()
    if table.write_if(
        key(execution_arn),
        {news: moment.isoformat(timespec="seconds")},
        "attribute_not_exists(#0) OR (#0 <> :told AND #0 < :gone)",
        {":told": TOLD, ":gone": (moment - TELLING).isoformat(timespec="seconds")},
    ):
        return True
    if item_of(execution_arn).get(news) == TOLD:
        return False
    raise BeingTold(f"{news} of {execution_arn} is being told")


def told(execution_arn: str, news: str) -> None:
    """Note that news of an execution have been told."""
    table.write_if(key(execution_arn), {news: TOLD})


def item_of(execution_arn: str) -> dict[str, Any]:
    """Return the item of an execution, empty before it has a number."""
    return table.read(key(execution_arn))


def key(execution_arn: str) -> dict[str, Any]:
    """Return the key of an execution's item."""
    return {"Kind": execution_arn, "Version": 0}


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)
