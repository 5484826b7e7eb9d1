"""Build tables as the template makes them, on moto's AWS."""

import boto3


def create_build_table(name: str = "builds") -> None:
    """Create the table of a stack's history."""
    keys = [("Kind", "S", "HASH"), ("Version", "N", "RANGE")]
    boto3.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": kind} for key, kind, _ in keys],
        KeySchema=[{"AttributeName": key, "KeyType": role} for key, _, role in keys],
    )
