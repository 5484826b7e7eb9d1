"""S3 as a job sees it: with its role's permissions."""

import json
import tarfile
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local.gateway.protocol import ServiceError


def split(uri: str) -> tuple[str, str]:
    """Return bucket and key, or prefix, of an S3 URI."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return bucket, key


def keys(s3: Any, uri: str) -> list[str]:
    """Return the keys under a prefix."""
    bucket, prefix = split(uri)
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
    return [entry["Key"] for page in pages for entry in page.get("Contents", []) if not entry["Key"].endswith("/")]


def check_prefix(s3: Any, uri: str, role_arn: str, region: str) -> None:
    """Refuse, in AWS's words, a prefix that holds nothing or that the role may not list."""
    try:
        if keys(s3, uri):
            return
    except ClientError:
        pass
    raise ServiceError(
        "ValidationException",
        f'No S3 objects found under S3 URL "{uri}" given in input data source. Please ensure that the bucket exists in the selected region ({region}), '
        f'that objects exist under that S3 prefix, and that the role "{role_arn}" has "s3:ListBucket" permissions on bucket "{split(uri)[0]}".',
    )


def download(s3: Any, uri: str, target: Path) -> list[str]:
    """Download all objects under a prefix, by the rest of their keys; return the keys."""
    bucket, prefix = split(uri)
    found = keys(s3, uri)
    for key in found:
        fetch(s3, bucket, key, target / rest(key, prefix))
    return found


def rest(key: str, prefix: str) -> str:
    """Return what a key is called below a prefix: one without a slash at its end may be a folder, an object, or the beginning of names."""
    folder = prefix.rstrip("/") + "/"
    return key.removeprefix(folder) if key.startswith(folder) else key.removeprefix(prefix[: prefix.rfind("/") + 1])


def download_listed(s3: Any, uri: str, target: Path) -> list[str]:
    """Download the objects that a manifest lists, by their names in it; return the names."""
    bucket, key = split(uri)
    names: list[str]
    first, *names = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    bucket, prefix = split(first["prefix"])
    for name in names:
        fetch(s3, bucket, prefix + name, target / name)
    return names


def fetch(s3: Any, bucket: str, key: str, place: Path) -> None:
    """Download one object."""
    place.parent.mkdir(parents=True, exist_ok=True)
    s3.download_file(bucket, key, str(place))


def encrypted(key: str | None) -> dict[str, str]:
    """Return how an object is uploaded that is encrypted with a key, or as its bucket says."""
    return {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key} if key else {}


def upload_archive(s3: Any, folder: Path, uri: str, scratch: Path, key_id: str | None) -> None:
    """Upload a folder as a tar.gz."""
    archive = scratch / "archive.tar.gz"
    with tarfile.open(archive, "w:gz", compresslevel=1) as tar:  # it lies on this machine: time is dearer than room
        for entry in sorted(folder.iterdir()):
            tar.add(entry, entry.name)
    bucket, key = split(uri)
    s3.upload_file(str(archive), bucket, key, ExtraArgs=encrypted(key_id))
    archive.unlink()


def unpack(s3: Any, uri: str, target: Path) -> None:
    """Download a tar.gz and unpack it."""
    bucket, key = split(uri)
    if key not in keys(s3, uri):
        raise FileNotFoundError(f"there is no object {uri}")
    archive = target.parent / "model.tar.gz"
    s3.download_file(bucket, key, str(archive))
    with tarfile.open(archive) as tar:
        # Python's own guard against paths that lead elsewhere, which the first releases of 3.11 lack.
        tar.extraction_filter = getattr(tarfile, "data_filter", lambda member, path: member)
        tar.extractall(target)
    archive.unlink()
