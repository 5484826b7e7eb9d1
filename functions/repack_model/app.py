"""Repack Model: puts the user's script into the model's code/, where the serving containers of some frameworks look for it."""

import functools
import gzip
import tarfile
from typing import IO, Any, cast

import boto3

from repack_model.archive import CODE, copied
from repack_model.size import compression
from repack_model.upload import Upload


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return Training with ModelArtifacts pointing at the repacked model, which lies in the version's own folder.

    Everything is streamed: a large model needs neither memory nor disk.
    """
    build, training = event["Build"], event["Training"]
    bucket = event["CodeBucket"]
    key = f"versions/v{build['Version']}/model/model.tar.gz"
    model = found(training["ModelArtifacts"])
    level = compression(training["ModelArtifacts"], model["ContentLength"])
    with (
        Upload(s3(), bucket, key) as target,
        gzip.GzipFile(fileobj=cast(IO[bytes], target), mode="wb", compresslevel=level) as packed,
        tarfile.open(fileobj=packed, mode="w|") as archive,
    ):
        copied(opened(model), archive, skip=CODE)
        copied(opened(found(build["Sources"]["Inference"]["S3Uri"])), archive, under=CODE)
    return {**training, "ModelArtifacts": f"s3://{bucket}/{key}"}


def found(uri: str) -> dict[str, Any]:
    """Return S3's answer about an object, whose content has not been read yet."""
    bucket, _, key = uri.removeprefix("s3://").partition("/")
    answer: dict[str, Any] = s3().get_object(Bucket=bucket, Key=key)
    return answer


def opened(answer: dict[str, Any]) -> tarfile.TarFile:
    """Open a tar.gz in S3 as a stream."""
    return tarfile.open(fileobj=answer["Body"], mode="r|gz")


@functools.cache
def s3() -> Any:
    """Return the S3 client of this process."""
    return boto3.client("s3")
