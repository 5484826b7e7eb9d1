"""Buckets on moto's AWS, for code that keeps its client."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import _lru_cache_wrapper
from typing import Any

import boto3
import moto


@contextmanager
def buckets(*names: str, kept: "_lru_cache_wrapper[Any]") -> Iterator[Any]:
    """Have some buckets; kept is what keeps the client of the code under test."""
    with moto.mock_aws():
        client = boto3.client("s3")
        for name in names:
            client.create_bucket(Bucket=name)
        kept.cache_clear()
        yield client
    kept.cache_clear()
