"""The task tokens of states that wait for an endpoint, whose items have the kind "waiting <endpoint>": one an endpoint, the last one that waited.

A token stays until it has been used, so whatever comes twice, late or out of order finds the state that waits now, or none.
"""

import json
from typing import Any

from botocore.exceptions import ClientError

from builds import table

# What a state says of its wait, its whole build left out.
KEPT = ("TaskToken", "Endpoint", "For", "EndpointConfig", "Alarms", "StartedAt", "PatienceSeconds")


def keep(wait: dict[str, Any]) -> bool:
    """Keep the token of a state that waits; return whether no later attempt or state has been kept meanwhile."""
    kept = json.dumps({key: wait[key] for key in KEPT} | {"Version": wait["Build"]["Version"]})
    attributes = {"TaskToken": wait["TaskToken"], "StartedAt": wait["StartedAt"], "Attempt": wait["Attempt"], "Wait": kept}
    condition = "attribute_not_exists(#0) OR #1 < :started OR (#1 = :started AND #2 <= :attempt)"
    return table.write_if(key(wait["Endpoint"]), attributes, condition, {":started": wait["StartedAt"], ":attempt": wait["Attempt"]})


def read(endpoint: str) -> dict[str, Any] | None:
    """Return what the state that waits for an endpoint has said of itself, None if none waits."""
    item = table.table().get_item(Key=key(endpoint), ConsistentRead=True).get("Item")
    if item is None:
        return None
    wait: dict[str, Any] = json.loads(item["Wait"])
    return wait


def forget(wait: dict[str, Any]) -> None:
    """Remove a token that has been used, unless another one has taken its place."""
    try:
        table.table().delete_item(
            Key=key(wait["Endpoint"]), ConditionExpression="TaskToken = :token", ExpressionAttributeValues={":token": wait["TaskToken"]}
        )
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise


def key(endpoint: str) -> dict[str, Any]:
    """Return the key of the item of an endpoint."""
    return {"Kind": f"waiting {endpoint}", "Version": 0}
