"""What the list of a million objects takes, without S3: digest, file and comparison, and reading S3's answers: python -m local.bench.data."""

import sys
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from unittest import mock

from botocore.parsers import RestXMLParser
from botocore.session import get_session

from data import listing
from data.differences import difference
from data.listing import listed
from data.objects import Found

OBJECTS, PAGE = 1_000_000, 1000
MOST_SECONDS = 300.0  # of the 900 that Plan Build has; S3 itself takes some more
MOST_KILOBYTES = 1000.0
DAY = datetime(2026, 11, 26, tzinfo=UTC)


def synthetic(count: int) -> Iterator[Found]:
    """Yield objects as they stand in S3, in its order."""
    for number in range(count):
        yield Found(f"train/2026/11/part-{number:08}.parquet", f"{number:032x}", f"{number * 7919:032x}", 100_000 + number, DAY)


def list_them(count: int) -> tuple[float, float]:
    """Return how many seconds it takes to list objects, and to compare the list with itself."""
    begin = time.process_time()
    with mock.patch.object(listing, "found", lambda *_: synthetic(count)), listed(12, [("train", "data", "train/")]) as old:
        done = time.process_time()
        assert old.found["train"]["Objects"] == count
        with listed(13, [("train", "data", "train/")]) as new:
            compare = time.process_time()
            assert difference(old.entries(), new.entries()) is None
            return done - begin, time.process_time() - compare


def read_a_page() -> float:
    """Return how many seconds it takes to read S3's answer to one ListObjectVersions."""
    entries = "".join(
        f"<Version><Key>{item.key}</Key><VersionId>{item.version}</VersionId><IsLatest>true</IsLatest><LastModified>2026-11-26T00:00:00.000Z</LastModified>"
        f"<ETag>&quot;{item.etag}&quot;</ETag><Size>{item.size}</Size><Owner><ID>{'0' * 64}</ID></Owner><StorageClass>STANDARD</StorageClass></Version>"
        for item in synthetic(PAGE)
    )
    body = (
        f'<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>true</IsTruncated>{entries}</ListVersionsResult>'
    )
    shape = get_session().get_service_model("s3").operation_model("ListObjectVersions").output_shape
    answer: dict[str, Any] = {"body": body.encode(), "headers": {}, "status_code": 200}
    begin = time.process_time()
    assert len(RestXMLParser().parse(answer, shape)["Versions"]) == PAGE
    return time.process_time() - begin


def kilobytes(count: int) -> float:
    """Return how much memory a list takes at most."""
    tracemalloc.start()
    list_them(count)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1000


def main() -> int:
    """Print the figures; return 1 if one is over its limit."""
    made, compared = list_them(OBJECTS)
    read = min(read_a_page() for _ in range(5)) * OBJECTS / PAGE
    memory = kilobytes(OBJECTS // 20)  # more of them take no more, and tracing slows each
    print(f"{OBJECTS:,} objects: {made:.1f} s for digest and data.json, {compared:.1f} s to compare two, {read:.1f} s to read S3's answers")
    print(f"at most {memory:.0f} KB of memory")
    return int(made + compared + read > MOST_SECONDS or memory > MOST_KILOBYTES)


if __name__ == "__main__":
    sys.exit(main())
