"""The user's sources: a tar.gz in S3, unpacked."""

import tarfile
from pathlib import Path

import boto3


def unpack(uri: str, target: Path) -> None:
    """Download a tar.gz with the job's role and unpack it."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    target.mkdir(parents=True, exist_ok=True)
    archive = Path("/opt/ml/source.tar.gz")
    boto3.client("s3").download_file(bucket, key, str(archive))
    with tarfile.open(archive) as tar:
        tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
        tar.extractall(target)
    archive.unlink()
