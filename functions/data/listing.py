"""The data of a build as it is now: in numbers, and object by object in a file of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import IO, Any

from data import manifest
from data.manifest import Entry, Places
from data.objects import found, s3
from data.summary import Summary

MOST = 1_000_000  # objects of all channels together; a page of S3's list holds a thousand
Channels = list[tuple[str, str, str]]  # name, bucket and prefix
Summaries = dict[str, dict[str, Any]]  # by the channels' names
EXAM = "Evaluation."  # what the name of a channel begins with that the evaluation reads, and not the training


class Listing:
    """What has been listed; the file is its data.json."""

    def __init__(self, file: IO[bytes]) -> None:
        self.found: Summaries = {}
        self._file = file

    def entries(self) -> tuple[Places, Iterator[Entry]]:
        """Return what the channels read, and every object of them."""
        self._file.seek(0)
        return manifest.read(self._file)

    def keep(self, bucket: str, version: int) -> None:
        """Put data.json into the version's folder of the code bucket."""
        self._file.seek(0)
        s3().put_object(Bucket=bucket, Key=manifest.key(version), Body=self._file, ContentType="application/json")


@contextmanager
def listed(version: int, channels: Channels) -> Iterator[Listing]:
    """List the channels of a version; found has their summaries by their names."""
    with TemporaryFile() as file:
        listing = Listing(file)
        # In one order in every build, so that two data.json can be compared side by side.
        ordered = sorted(channels)
        file.write(manifest.beginning(version, {name: f"s3://{bucket}/{prefix}" for name, bucket, prefix in ordered}))
        count = 0
        for name, bucket, prefix in ordered:
            listing.found[name] = write(file, name, bucket, prefix, count)
            count += listing.found[name]["Objects"]
        file.write(manifest.END)
        yield listing


def write(file: IO[bytes], name: str, bucket: str, prefix: str, count: int) -> dict[str, Any]:
    """Write the objects of a channel behind count others, and return their summary."""
    summary, within = Summary(bucket, prefix), manifest.folder(f"s3://{bucket}/{prefix}")[1]
    for item in found(bucket, prefix):
        if item.is_there:
            if count == MOST:
                summary.break_off()
                break
            entry = Entry(name, item.key[len(within) :], item.version, item.etag, item.size)
            file.write((b",\n" if count else b"\n") + manifest.line(entry, within))
            count += 1
        summary.add(item)
    return summary.told()


def known_channels(found: Summaries) -> Channels:
    """Return the channels of a training of whose data a digest tells."""
    uris = {name: summary["S3Uri"] for name, summary in found.items() if not name.startswith(EXAM) and summary.get("Digest")}
    return [(name, *uri.removeprefix("s3://").split("/", 1)) for name, uri in uris.items()]
