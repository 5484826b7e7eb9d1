"""data.json: every object that a build's channels read, one on a line, so that it is written and read as a stream."""

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

END = b"\n]}\n"
Places = dict[str, str]  # the S3 URIs that channels read


class Entry(NamedTuple):
    """An object of a channel, whose key is that within the channel."""

    channel: str
    key: str
    version: str | None
    etag: str
    size: int


def key(version: int) -> str:
    """Return where a version's data.json lies in the code bucket."""
    return f"versions/v{version}/data.json"


def folder(uri: str) -> tuple[str, str]:
    """Return the bucket of an S3 URI, and what all the keys of its channel begin with and is not of the channel."""
    bucket, _, prefix = uri.removeprefix("s3://").partition("/")
    return bucket, prefix[: prefix.rfind("/") + 1]


def beginning(version: int, places: Places) -> bytes:
    """Return how the file begins."""
    channels = [{"Name": name, "S3Uri": uri} for name, uri in places.items()]
    return f'{{"Version": {version}, "Channels": {json.dumps(channels)}, "Objects": ['.encode()


def line(entry: Entry, within: str) -> bytes:
    """Return an object's line; within is the channel's folder."""
    found = {"Channel": entry.channel, "Key": within + entry.key, "VersionId": entry.version, "ETag": entry.etag, "Size": entry.size}
    return json.dumps(found).encode()


def read(lines: Iterable[bytes]) -> tuple[Places, Iterator[Entry]]:
    """Return what the channels of a data.json read, and every object of them."""
    rest = iter(lines)
    places = {found["Name"]: found["S3Uri"] for found in json.loads(next(rest).rstrip() + b"]}")["Channels"]}
    return places, entries(rest, {name: len(folder(uri)[1]) for name, uri in places.items()})


def entries(lines: Iterator[bytes], behind: dict[str, int]) -> Iterator[Entry]:
    """Yield the objects; behind is how much of its keys is not of a channel."""
    for text in lines:
        found = json.loads(text.rstrip(b",\r\n") if text.startswith(b"{") else b"null")
        if found:
            yield Entry(found["Channel"], found["Key"][behind[found["Channel"]] :], found["VersionId"], found["ETag"], found["Size"])
