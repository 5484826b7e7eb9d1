"""What a build's channels read, as S3 lists it."""

import json
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from data import listing, objects
from data.listing import listed
from data.objects import Found
from data.summary import Summary
from tests.unit.buckets import buckets

DAYS = [datetime(2026, 11, day, tzinfo=UTC) for day in (24, 26, 25)]


@pytest.fixture
def s3() -> Iterator[Any]:
    with buckets("data", kept=objects.s3) as client:
        yield client


def versioned(s3: Any) -> None:
    s3.put_bucket_versioning(Bucket="data", VersioningConfiguration={"Status": "Enabled"})


def put(s3: Any, **contents: bytes) -> None:
    for name, content in contents.items():
        s3.put_object(Bucket="data", Key=f"train/{name}", Body=content)


def data_json(channels: listing.Channels) -> dict[str, Any]:
    """Return the whole file, as any JSON reader reads it."""
    with listed(12, channels) as data:
        data._file.seek(0)
        found: dict[str, Any] = json.loads(data._file.read())
        return found


def summary(*found: Found) -> dict[str, Any]:
    told = Summary("data", "train/")
    for item in found:
        told.add(item)
    return told.told()


def test_data_json_is_json_with_every_object_and_its_version(s3: Any) -> None:
    versioned(s3)
    put(s3, b=b"old", a=b"1,2\n")
    put(s3, b=b"new")
    s3.put_object(Bucket="data", Key="held out/\u00e9,\n", Body=b"")
    found = data_json([("train", "data", "train/"), ("Evaluation.test", "data", "held out/")])
    versions = {entry["Key"]: entry["VersionId"] for entry in s3.list_object_versions(Bucket="data")["Versions"] if entry["IsLatest"]}
    assert len(versions) == 3
    odd = "held out/\u00e9,\n"
    assert found == {
        "Version": 12,
        "Channels": [{"Name": "Evaluation.test", "S3Uri": "s3://data/held out/"}, {"Name": "train", "S3Uri": "s3://data/train/"}],
        "Objects": [
            {"Channel": "Evaluation.test", "Key": odd, "VersionId": versions[odd], "ETag": "d41d8cd98f00b204e9800998ecf8427e", "Size": 0},
            {"Channel": "train", "Key": "train/a", "VersionId": versions["train/a"], "ETag": "3ecfad755fa825f7a17c5526ec44e651", "Size": 4},
            {"Channel": "train", "Key": "train/b", "VersionId": versions["train/b"], "ETag": "22af645d1859cb5ca6da0c484f1f37ea", "Size": 3},
        ],
    }  # fmt: skip


def test_a_build_that_reads_nothing_has_an_empty_list() -> None:
    assert data_json([]) == {"Version": 12, "Channels": [], "Objects": []}


def test_what_has_been_deleted_is_not_read(s3: Any) -> None:
    versioned(s3)
    put(s3, a=b"1", b=b"2")
    s3.delete_object(Bucket="data", Key="train/a")
    with listed(12, [("train", "data", "train/")]) as data:
        assert [entry.key for entry in data.entries()[1]] == ["b"]
        assert data.found["train"]["Objects"] == 1


def test_where_versions_may_not_be_listed_the_objects_are(s3: Any) -> None:
    found = {"Key": "train/a", "ETag": '"8c"', "Size": 4, "LastModified": DAYS[0]}
    with Stubber(objects.s3()) as stub:
        stub.add_client_error("list_object_versions", "AccessDenied")
        stub.add_response("list_objects_v2", {"Contents": [found]}, {"Bucket": "data", "Prefix": "train/"})
        assert list(objects.found("data", "train/")) == [Found("train/a", None, "8c", 4, DAYS[0])]


def test_any_other_error_is_one(s3: Any) -> None:
    with Stubber(objects.s3()) as stub:
        stub.add_client_error("list_object_versions", "NoSuchBucket")
        with pytest.raises(ClientError, match="NoSuchBucket"):
            list(objects.found("data", "train/"))


def test_behind_a_million_versions_only_objects_are_listed(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "MOST_VERSIONS", 2)
    one, two, three = ({"Key": f"train/{key}", "ETag": '"8c"', "Size": 4, "LastModified": DAYS[0]} for key in "abc")
    of_a_version = {"VersionId": "1", "IsLatest": True}
    pages = {
        "IsTruncated": True,
        "Versions": [one | of_a_version, two | of_a_version],
        "NextKeyMarker": "train/b",
        "NextVersionIdMarker": "1",
    }
    behind = {"Bucket": "data", "Prefix": "train/", "StartAfter": "train/b"}
    with Stubber(objects.s3()) as stub:
        stub.add_response("list_object_versions", pages)
        stub.add_response("list_objects_v2", {"Contents": [three]}, behind)
        assert [(item.key, item.version) for item in objects.found("data", "train/")] == [
            ("train/a", "1"),
            ("train/b", "1"),
            ("train/c", None),
        ]


def test_data_is_as_old_as_its_newest_object_and_was_written_when_something_was_last_deleted() -> None:
    items = [Found(f"train/{day.day}", "1", "8c", 1, day, is_there=day.day != 26) for day in DAYS]
    told = summary(*items)
    assert (told["Objects"], told["Bytes"]) == (2, 2)
    assert (told["LastModified"], told["LastWritten"]) == ("2026-11-25T00:00:00+00:00", "2026-11-26T00:00:00+00:00")


def test_a_digest_is_that_of_keys_within_the_channel_contents_and_sizes(s3: Any) -> None:
    put(s3, a=b"1", b=b"2")
    for folder in ("copy/", "copy/of/train/"):
        for name in ("a", "b"):
            s3.copy_object(Bucket="data", Key=f"{folder}{name}", CopySource={"Bucket": "data", "Key": f"train/{name}"})
    s3.put_object(Bucket="data", Key="copy/a", Body=b"3")
    channels = [("one", "data", "train/"), ("two", "data", "copy/of/train/"), ("three", "data", "copy/"), ("four", "data", "train/a")]
    with listed(12, channels) as data:
        one, two, three, four = (data.found[name]["Digest"] for name in ("one", "two", "three", "four"))
    assert one == two
    assert len({one, three, four}) == 3


def test_a_digest_changes_with_whatever_changes() -> None:
    one = Found("train/a", "1", "8c", 4, DAYS[0])
    others = [one._replace(key="train/b"), one._replace(etag="8d"), one._replace(size=5)]
    assert summary(one)["Digest"] == "fa60a9d88f41364999730f1771a099d01468deda14e28639c66fb35e28cef1d4"
    assert summary(one._replace(version="2", modified=DAYS[1]))["Digest"] == summary(one)["Digest"]
    assert len({summary(found)["Digest"] for found in (one, *others)}) == 4


def test_what_comes_in_no_order_has_no_digest() -> None:
    told = summary(Found("train/b", None, "8c", 4, DAYS[0]), Found("train/a", None, "8c", 4, DAYS[0]))
    assert (told["Objects"], told["Complete"], told["Digest"]) == (2, True, None)


def test_more_objects_than_are_listed_are_said_not_to_be_complete(s3: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MOST", 3)
    put(s3, a=b"1", b=b"2")
    twice = [("one", "data", "train/"), ("two", "data", "train/")]
    with listed(12, twice) as data:
        assert [(found["Objects"], found["Complete"], found["Digest"] is None) for found in data.found.values()] == [
            (2, True, False),
            (1, False, True),
        ]
        assert [entry.channel for entry in data.entries()[1]] == ["one", "one", "two"]


def test_ten_times_as_many_objects_take_no_more_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(count: int) -> int:
        many = (Found(f"train/{number:08}.csv", "v" * 32, "8c" * 16, number, DAYS[0]) for number in range(count))
        monkeypatch.setattr(listing, "found", lambda *_: many)
        tracemalloc.start()
        with listed(12, [("train", "data", "train/")]) as data:
            assert data.found["train"]["Objects"] == sum(1 for _ in data.entries()[1]) == count
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    taken(10)  # what is imported and cached meanwhile counts for nobody
    few, many = taken(2_000), taken(20_000)
    assert many < few + 20_000
