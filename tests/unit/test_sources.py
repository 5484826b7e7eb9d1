"""Script mode's sources are looked into before anything is spent."""

from collections.abc import Iterator
from typing import Any

import pytest

from document.reading import InvalidParameters
from plans import sources
from plans.source import MissingSource
from tests.unit.archives import archive
from tests.unit.buckets import buckets


@pytest.fixture
def s3() -> Iterator[Any]:
    with buckets("data", kept=sources.s3) as client:
        yield client


def source(entry_point: str = "train.py", key: str = "source.tar.gz") -> dict[str, dict[str, str]]:
    return {"Training": {"S3Uri": f"s3://data/{key}", "EntryPoint": entry_point}}


@pytest.mark.parametrize(
    ("content", "entry_point", "words"),
    [
        (
            None,
            "train.py",
            r"Source.Training.S3Uri: s3://data/source.tar.gz cannot be read \(NoSuchKey\); upload a tar.gz there that holds train.py",
        ),
        (b"text", "train.py", "Source.Training.S3Uri: s3://data/source.tar.gz is not a tar.gz"),
        (archive(a_py="", b_py=""), "train.py", "there is no file train.py in s3://data/source.tar.gz; it holds a.py, b.py"),
        (archive(), "train.py", "it holds nothing"),
    ],
    ids=["no object", "no archive", "another file", "empty archive"],
)
def test_what_is_missing_is_named(s3: Any, content: bytes | None, entry_point: str, words: str) -> None:
    if content is not None:
        s3.put_object(Bucket="data", Key="source.tar.gz", Body=content)
    with pytest.raises(MissingSource, match=words):
        sources.checked(source(entry_point), None)


def test_a_source_that_holds_its_entry_point_passes(s3: Any) -> None:
    s3.put_object(Bucket="data", Key="source.tar.gz", Body=archive(deep__train_py="1"))
    sources.checked(source("deep/train.py"), None)


def test_serving_takes_the_trainings_source_where_it_needs_one() -> None:
    given = {"Framework": "SKLEARN", "Source": source()}
    assert sources.wanted(given) == {"Training": source()["Training"], "Inference": source()["Training"]}
    assert sources.wanted({**given, "Train": False}) == {"Inference": source()["Training"]}
    assert sources.wanted({"Framework": "BYOD"}) == {}
    with pytest.raises(InvalidParameters):
        sources.wanted({"Framework": "SKLEARN"})
