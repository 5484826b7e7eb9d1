"""What has changed between two states of the data, in words."""

from typing import Any

import pytest

from data import kept, manifest, objects
from data.differences import difference
from data.listing import listed
from data.manifest import Entry
from tests.unit.buckets import buckets

TRAIN = {"train": "s3://data/train/"}


def state(places: dict[str, str] | None = None, **contents: str) -> Any:
    """Return a state of the data: contents by channel and key."""
    found = [Entry(*name.split("__"), None, etag, 1) for name, etag in sorted(contents.items())]
    return places or TRAIN, iter(found)


@pytest.mark.parametrize(
    ("old", "new", "first", "counts"),
    [
        ({"train__a": "1"}, {"train__a": "1", "train__b": "1"}, "train/b is new", "1 object more"),
        ({"train__a": "1", "train__b": "1"}, {"train__a": "1"}, "train/b is gone", "1 object gone"),
        ({"train__a": "1"}, {"train__a": "2"}, "train/a has changed", "1 object changed"),
        (
            {"train__b": "1"},
            {"train__a": "1", "train__b": "2", "train__c": "1", "train__d": "1"},
            "train/a is new",
            "3 objects more, 1 changed",
        ),
        ({"train__a": "1", "train__c": "1"}, {"train__b": "1"}, "train/a is gone", "1 object more, 2 gone"),
        ({}, {"train__a": "1"}, "train/a is new", "1 object more"),
    ],
)
def test_the_first_difference_is_named_and_all_are_counted(old: dict[str, str], new: dict[str, str], first: str, counts: str) -> None:
    found = difference(state(**old), state(**new))
    assert found
    assert (found.first, str(found)) == (first, counts)


def test_the_same_data_does_not_differ_though_it_was_written_again() -> None:
    old, new = Entry("train", "a", "1", "8c", 4), Entry("train", "a", "2", "8c", 4)
    assert difference((TRAIN, iter([old])), (TRAIN, iter([new]))) is None


def test_a_larger_object_has_changed_whatever_its_etag_says() -> None:
    old, new = Entry("train", "a", "1", "8c", 4), Entry("train", "a", "2", "8c", 5)
    found = difference((TRAIN, iter([old])), (TRAIN, iter([new])))
    assert found
    assert found.first == "train/a has changed"


def test_only_what_both_read_is_compared() -> None:
    exam = {"Evaluation.test": "s3://data/test/"}
    new = state(TRAIN | exam, **{"Evaluation.test__a": "1", "train__b": "2"})
    found = difference(state(**{"train__b": "1"}), new)
    assert str(found) == "1 object changed"


def test_a_data_json_is_read_as_it_was_written() -> None:
    entries = [Entry("train", "\u00e9,\n{", "v1", "8c", 4), Entry("train", "b]}", None, "8d", 0)]
    text = manifest.beginning(12, TRAIN) + b"\n" + b",\n".join(manifest.line(entry, "train/") for entry in entries) + manifest.END
    places, found = manifest.read(text.splitlines(keepends=True))
    assert (places, list(found)) == (TRAIN, entries)


def test_an_empty_data_json_is_read() -> None:
    places, found = manifest.read((manifest.beginning(12, {}) + manifest.END).splitlines(keepends=True))
    assert (places, list(found)) == ({}, [])


def test_data_is_compared_with_that_of_a_version_which_has_kept_its_list() -> None:
    with buckets("data", "code", kept=objects.s3) as s3:
        s3.put_object(Bucket="data", Key="train/2026-10.csv", Body=b"1")
        with listed(12, [("train", "data", "train/")]) as data:
            data.keep("code", 12)
            assert kept.since("code", 12, data) is None
        s3.put_object(Bucket="data", Key="train/2026-11.csv", Body=b"1")
        with listed(13, [("train", "data", "train/")]) as data:
            found = kept.since("code", 12, data)
            assert found
            assert (found.first, str(found)) == ("train/2026-11.csv is new", "1 object more")
            assert kept.since("code", 11, data) is None
