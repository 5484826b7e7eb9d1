"""The data of an earlier version, as its data.json in the code bucket tells of it."""

from collections.abc import Collection

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


def since(bucket: str, version: int, listing: Listing, channels: Collection[str] | None = None) -> Difference | None:
    """Return what has changed since a version listed its data, in all channels or in some; None if nothing has or nobody knows."""
    old = state(bucket, version)
    if old is None:
        return None
    places = {name: uri for name, uri in old[0].items() if channels is None or name in channels}
    return difference((places, old[1]), listing.entries())
