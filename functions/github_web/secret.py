"""A secret of Secrets Manager, read again every few minutes: one that was replaced counts without a new worker."""

import functools
import time

import boto3

SECONDS = 300


def secret(arn: str) -> str:
    """Return the text of a secret, as it was at most SECONDS ago."""
    return read(arn, int(time.time() // SECONDS))


@functools.lru_cache(maxsize=1)
def read(arn: str, period: int) -> str:
    """Return the text of a secret, asked for once in a period; empty for one of bytes."""
    text: str = boto3.client("secretsmanager").get_secret_value(SecretId=arn).get("SecretString", "")
    return text.strip()
