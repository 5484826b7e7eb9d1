"""The data of an earlier version, as its data.json in the code bucket tells of it."""

from botocore.exceptions import ClientError

from data import manifest
from data.differences import Difference, State, difference
from data.listing import Listing
from data.objects import s3

CHUNK = 2**20


def state(bucket: str, version: int) -> State | None:
    """Return what the channels of a version read, and every object of them; None if that is not kept."""
    try:
        body = s3().get_object(Bucket=bucket, Key=manifest.key(version))["Body"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchKey":
            raise
        return None
    return manifest.read(body.iter_lines(CHUNK))


def since(bucket: str, version: int, listing: Listing) -> Difference | None:
    """Return what has changed since a version listed its data, None if nothing has or nobody knows."""
    old = state(bucket, version)
    return difference(old, listing.entries()) if old else None
