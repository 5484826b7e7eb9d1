"""Plan Build, as its state invokes it."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from builds import records
from document.reading import InvalidParameters
from plan_build import app
from tests.unit.archives import members
from tests.unit.planned_stack import planned_stack, stored, write

EXECUTION = {
    "Id": "arn:aws:states:us-east-1:123456789012:execution:churn:build-1",
    "Name": "build-1",
    "StartTime": "2026-11-26T12:00:00.000Z",
    "RedriveCount": 0,
}


@pytest.fixture(autouse=True)
def stack() -> Iterator[None]:
    with planned_stack():
        yield


def plan(launch: Any) -> dict[str, Any]:
    return app.handler({"Execution": EXECUTION, "Launch": launch}, None)


def test_a_version_gets_copies_of_its_own_of_its_scripts() -> None:
    assert plan({})["Build"]["Sources"]["Training"] == {
        "S3Uri": "s3://code/versions/v1/training/source.tar.gz",
        "EntryPoint": "train.py",
        "Original": "s3://data/source.tar.gz",
    }
    copy = {"Bucket": "code", "Key": "versions/v1/training/source.tar.gz"}
    s3 = boto3.client("s3")
    assert members(s3.get_object(**copy)["Body"].read()) == {"train.py": "1"}
    assert s3.get_object_tagging(**copy)["TagSet"] == []


def test_a_build_that_is_refused_is_part_of_the_history_and_has_copied_nothing() -> None:
    write({"Framwork": "SKLEARN"})
    with pytest.raises(InvalidParameters):
        plan({"Reason": "in vain"})
    record = records.read(1)
    assert (record["Status"], record["Reason"]) == ("RUNNING", "in vain")
    assert stored()["keys"] == []
