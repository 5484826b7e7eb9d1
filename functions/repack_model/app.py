"""Repack Model: puts the user's script into the model's code/, where the serving containers of some frameworks look for it."""

import functools
import gzip
import tarfile
from typing import IO, Any, cast

import boto3

from repack_model.archive import CODE, copied
from repack_model.upload import Upload

FAST = 1  # the strongest compression takes a hundred times as long for some models, and a function has 15 minutes


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return Training with ModelArtifacts pointing at the repacked model, which lies in the version's own folder.

    Everything is streamed: a large model needs neither memory nor disk.
    """
    build, training = event["Build"], event["Training"]
    bucket = event["CodeBucket"]
    key = f"versions/v{build['Version']}/model/model.tar.gz"
    with (
        Upload(s3(), bucket, key) as target,
        gzip.GzipFile(fileobj=cast(IO[bytes], target), mode="wb", compresslevel=FAST) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        copied(opened(training["ModelArtifacts"]), archive, skip=CODE)
        copied(opened(build["Sources"]["Inference"]["S3Uri"]), archive, under=CODE)
    return {**training, "ModelArtifacts": f"s3://{bucket}/{key}"}


def opened(uri: str) -> tarfile.TarFile:
    """Open a tar.gz in S3 as a stream."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    return tarfile.open(fileobj=s3().get_object(Bucket=bucket, Key=key)["Body"], mode="r|gz")


@functools.cache
def s3() -> Any:
    """Return the S3 client of this process."""
    return boto3.client("s3")
