"""Plan Build, as its state invokes it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from builds import records
from document.reading import InvalidParameters
from plan_build import app, data
from tests.unit.archives import members
from tests.unit.planned_stack import DOCUMENT, planned_stack, stored, write

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
        plan({"Reason": "in vain", "Launches": ["launch-1", "launch-2"]})
    record = records.read(1)
    assert (record["Status"], record["Reason"], record["Launches"]) == ("RUNNING", "in vain", ["launch-1", "launch-2"])
    assert stored()["keys"] == []


def test_the_history_has_a_builds_merged_parameters_as_they_were() -> None:
    plan({"Parameters": {"HyperParameters": {"rate": 1e-05, "name": "\u00e9", "C": None}}})
    text = records.read(1)["Parameters"]
    assert json.loads(text) == {**DOCUMENT, "HyperParameters": {"rate": 1e-05, "name": "\u00e9"}}
    assert '"rate": 1e-05, "name": "\u00e9"' in text


def test_the_history_says_what_data_a_build_found() -> None:
    s3 = boto3.client("s3")
    s3.put_object(Bucket="data", Key="train/two.csv", Body=b"12345678")
    s3.put_object(Bucket="data", Key="held out/one.csv", Body=b"1")
    plan({"Parameters": {"Channels": {"train": "s3://data/train/", "test": "s3://data/held out/"}}})
    found = json.loads(records.read(1)["Data"])
    for channel in found.values():
        assert channel.pop("LastModified")
    assert found == {
        "train": {"S3Uri": "s3://data/train/", "Objects": 2, "Bytes": 12, "Complete": True},
        "test": {"S3Uri": "s3://data/held out/", "Objects": 1, "Bytes": 1, "Complete": True},
    }


def test_data_is_as_old_as_its_newest_object() -> None:
    days = [datetime(2026, 11, day, tzinfo=UTC) for day in (24, 26, 25)]
    with Stubber(data.s3()) as stub:
        stub.add_response("list_objects_v2", {"Contents": [{"Key": f"train/{day.day}", "Size": 1, "LastModified": day} for day in days]})
        assert data.summary("data", "train/")["LastModified"] == "2026-11-26T00:00:00+00:00"


def test_a_channel_with_too_many_objects_to_count_is_said_not_to_be_complete(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "MOST", 2)
    s3 = boto3.client("s3")
    for name in ("two", "three"):
        s3.put_object(Bucket="data", Key=f"train/{name}.csv", Body=b"1")
        plan({})
        found = json.loads(records.read(1)["Data"])["train"]
        assert (found["Objects"], found["Complete"]) == (2, name == "two")


@pytest.mark.parametrize("why", ["nothing is trained", "preprocessing brings it"])
def test_data_that_a_build_does_not_find_or_does_not_read_is_not_listed(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    if why == "preprocessing brings it":
        monkeypatch.setenv("PREPROCESS_STATE_MACHINE", "arn:aws:states:us-east-1:123456789012:stateMachine:bring")
    changes = {"Train": False, "ModelDataUrl": "s3://data/source.tar.gz"} if why == "nothing is trained" else {}
    plan({"Parameters": changes})
    assert records.read(1)["Data"] == "{}"
