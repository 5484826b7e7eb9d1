"""The user's sources: a tar.gz, unpacked."""

import tarfile
from pathlib import Path

import boto3


def unpack(uri: str, target: Path) -> None:
    """Unpack a tar.gz: one in S3, which is downloaded with the job's role, or one that a channel has brought."""
    target.mkdir(parents=True, exist_ok=True)
    if not uri.startswith("s3://"):
        extract(Path(uri), target)
        return
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    archive = Path("/opt/ml/source.tar.gz")
    boto3.client("s3").download_file(bucket, key, str(archive))
    extract(archive, target)
    archive.unlink()


def extract(archive: Path, target: Path) -> None:
    """Unpack a tar.gz that is there."""
    with tarfile.open(archive) as tar:
        tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
        tar.extractall(target)
