"""A training configuration of one's own: the training data is wherever a table of the Glue data catalogue says.

The document's HyperParameters name the table as "glue_table": "database.table"; everything else stays as SageBuild makes it.
"""

import functools
import json
import os
from typing import Any

import boto3


class NoSuchTable(Exception):
    """The document names no table, or the catalogue does not know it."""


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return the complete CreateTrainingJob request: SageBuild's own, with the table's location as the channel train."""
    request = own_request(event)
    hyperparameters = request["HyperParameters"]
    table = hyperparameters.pop("glue_table", None)
    if not table or table.count(".") != 1:
        raise NoSuchTable(f'HyperParameters.glue_table: expected "database.table", got {json.dumps(table)}')
    source = {"S3DataType": "S3Prefix", "S3Uri": location(*table.split(".")), "S3DataDistributionType": "FullyReplicated"}
    return {**request, "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": source}}]}


def own_request(event: dict[str, Any]) -> dict[str, Any]:
    """Ask the stack's own function, whose name the environment has, for its request."""
    answer = client("lambda").invoke(FunctionName=os.environ["CONFIGURE_TRAINING_FUNCTION"], Payload=json.dumps(event).encode())
    found: dict[str, Any] = json.loads(answer["Payload"].read())
    if "FunctionError" in answer:
        raise RuntimeError(found.get("errorMessage"))
    return found


def location(database: str, table: str) -> str:
    """Return the S3 prefix of a table."""
    try:
        found = client("glue").get_table(DatabaseName=database, Name=table)["Table"]["StorageDescriptor"]["Location"]
    except client("glue").exceptions.EntityNotFoundException:
        raise NoSuchTable(f"HyperParameters.glue_table: the Glue data catalogue has no table {database}.{table}") from None
    return f"{found.rstrip('/')}/"


@functools.cache
def client(service: str) -> Any:
    """Return this process's client of a service."""
    return boto3.client(service)
