"""Confirm Training: a training that read what was planned may be taken over, and no other."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from builds import records
from confirm_training import app
from confirm_training.meanwhile import sentence
from data import objects
from plan_build import app as plan_build
from tests.unit.planned_stack import planned_stack
from tests.unit.test_plan_build import EXECUTION

TRAINED = {"JobName": "churn-v1-0a", "ModelArtifacts": "s3://code/artifacts/1/model.tar.gz", "Metrics": {"accuracy": 0.98}}
MEANWHILE = "The data changed while version 1 was trained: "


@pytest.fixture(autouse=True)
def stack() -> Iterator[None]:
    with planned_stack():
        boto3.client("s3").put_bucket_versioning(Bucket="data", VersioningConfiguration={"Status": "Enabled"})
        yield


def put(key: str, body: bytes) -> None:
    boto3.client("s3").put_object(Bucket="data", Key=key, Body=body)


def planned(parameters: dict[str, Any] | None = None) -> dict[str, Any]:
    made = plan_build.handler({"Execution": EXECUTION, "Launch": {"Parameters": parameters or {}}}, None)
    made["Build"]["Fingerprint"] = "f00"
    return made


def confirm(made: dict[str, Any]) -> str | None:
    found: str | None = app.handler({"Build": made["Build"], "Resources": made["Resources"], "Training": TRAINED}, None)["DataChanged"]
    record = records.read(1)
    assert (record["ModelArtifacts"], float(record["Metrics"]["accuracy"])) == ("s3://code/artifacts/1/model.tar.gz", 0.98)
    assert record["DataChanged"] == found
    assert record["Fingerprint"] == (None if found else "f00")
    return found


def test_a_training_whose_data_is_the_same_is_confirmed_and_not_before() -> None:
    made = planned()
    assert records.read(1)["Fingerprint"] is None
    assert confirm(made) is None


def test_it_is_confirmed_again_as_it_was() -> None:
    made = planned()
    assert confirm(made) is confirm(made) is None


def test_a_training_without_a_fingerprint_has_none_afterwards() -> None:
    made = planned()
    del made["Build"]["Fingerprint"]
    app.handler({"Build": made["Build"], "Resources": made["Resources"], "Training": TRAINED}, None)
    assert records.read(1)["Fingerprint"] is None


def test_data_that_came_during_the_training_is_named() -> None:
    made = planned()
    put("train/two.csv", b"3,4\n")
    put("train/one.csv", b"1,3\n")
    assert confirm(made) == f"{MEANWHILE}1 object more, 1 changed; the first: train/one.csv has changed"


def test_data_that_went_during_the_training_is_named() -> None:
    made = planned()
    boto3.client("s3").delete_object(Bucket="data", Key="train/one.csv")
    assert confirm(made) == f"{MEANWHILE}1 object gone; the first: train/one.csv is gone"


def test_data_that_came_and_went_may_have_been_read() -> None:
    made = planned()
    record = json.loads(records.read(1)["Data"])
    record["train"]["LastWritten"] = "2026-11-26T11:00:00+00:00"  # a second is as long as S3's clock ticks
    records.note(1, {"Data": json.dumps(record)})
    put("train/two.csv", b"3,4\n")
    boto3.client("s3").delete_object(Bucket="data", Key="train/two.csv")
    assert confirm(made) == "The data of channel train was written while version 1 was trained, and is the same again"


def test_what_counts_is_when_something_was_last_written_also_if_it_is_no_longer_there() -> None:
    planned = {"train": {"Digest": "d", "LastModified": "2026-11-26T11:00:00+00:00", "LastWritten": "2026-11-26T11:00:00+00:00"}}
    now = {"train": {**planned["train"], "LastWritten": "2026-11-26T12:00:00+00:00"}}
    assert sentence(1, planned, planned, lambda: None) is None
    assert sentence(1, planned, now, lambda: None) == (
        "The data of channel train was written while version 1 was trained, and is the same again"
    )


def test_data_of_which_no_digest_tells_is_not_compared() -> None:
    made = planned()
    record = json.loads(records.read(1)["Data"])
    record["train"]["Digest"] = None
    records.note(1, {"Data": json.dumps(record)})
    put("train/two.csv", b"3,4\n")
    assert confirm(made) is None


def test_what_the_exam_reads_is_not_the_trainings() -> None:
    put("test/one.csv", b"1,2\n")
    made = planned({"Evaluation": {"AppSpecification": {"ContainerEntrypoint": ["python3", "/opt/exam.py"]}}})
    put("test/one.csv", b"1,3\n")
    assert confirm(made) is None


def test_without_the_first_list_the_channel_is_named() -> None:
    made = planned()
    boto3.client("s3").delete_object(Bucket="code", Key="versions/v1/data.json")
    put("train/two.csv", b"3,4\n")
    assert confirm(made) == f"{MEANWHILE}channel train is another"


def test_data_that_may_not_be_listed_any_more_fails_no_build() -> None:
    made = planned()
    with Stubber(objects.s3()) as stub:
        stub.add_client_error("list_object_versions", "AccessDenied")
        stub.add_client_error("list_objects_v2", "AccessDenied", "no")
        assert confirm(made) == (
            "Whether the data changed while version 1 was trained is not known: "
            "An error occurred (AccessDenied) when calling the ListObjectsV2 operation: no"
        )


def test_data_that_a_state_machine_of_the_users_brings_is_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREPROCESS_STATE_MACHINE", "arn:aws:states:us-east-1:123456789012:stateMachine:bring")
    made = planned()
    put("train/two.csv", b"3,4\n")
    assert confirm(made) is None
