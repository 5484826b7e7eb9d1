"""Plan Build, as its state invokes it."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from builds import records, served, table
from data import manifest
from document.reading import InvalidParameters
from plan_build import app
from plans.source import MissingData, MissingSource
from tests.unit.archives import archive, members
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
    found = plan({})["Build"]["Sources"]["Training"]
    assert found.pop("ETag") == boto3.client("s3").head_object(Bucket="data", Key="source.tar.gz")["ETag"]
    assert found == {
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


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("C=1", 'Parameters: expected an object, got "C=1"'),
        (["C"], 'Parameters: expected an object, got ["C"]'),
        ({"Promote": {"Stack": "churn-dev", "Version": "12"}}, 'Promote.Version: expected an integer, got "12"'),
    ],
)
@pytest.mark.parametrize("reproduce", [None, 1])
def test_parameters_that_nobody_has_checked_are_refused_before_anything_is_looked_up(
    given: Any, sentence: str, reproduce: int | None
) -> None:
    with pytest.raises(InvalidParameters) as refused:
        plan({"Parameters": given, "Reproduce": reproduce})
    assert str(refused.value) == sentence


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
        assert channel.pop("LastModified") == channel.pop("LastWritten")
        assert len(channel.pop("Digest")) == 64
    assert found == {
        "train": {"S3Uri": "s3://data/train/", "Objects": 2, "Bytes": 12, "Complete": True},
        "test": {"S3Uri": "s3://data/held out/", "Objects": 1, "Bytes": 1, "Complete": True},
    }
    kept = json.loads(s3.get_object(Bucket="code", Key="versions/v1/data.json")["Body"].read())
    assert [entry["Key"] for entry in kept["Objects"]] == ["held out/one.csv", "train/one.csv", "train/two.csv"]


@pytest.mark.parametrize("why", ["nothing is trained", "preprocessing brings it"])
def test_data_that_a_build_does_not_find_or_does_not_read_is_not_listed(monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    if why == "preprocessing brings it":
        monkeypatch.setenv("PREPROCESS_STATE_MACHINE", "arn:aws:states:us-east-1:123456789012:stateMachine:bring")
    changes = {"Train": False, "ModelDataUrl": "s3://data/source.tar.gz"} if why == "nothing is trained" else {}
    plan({"Parameters": changes})
    assert records.read(1)["Data"] == "{}"
    assert manifest.key(1) not in stored()["keys"]


def refusal(parameters: dict[str, Any]) -> str:
    with pytest.raises((InvalidParameters, MissingSource, MissingData)) as refused:
        plan({"Parameters": parameters})
    return str(refused.value)


def test_an_evaluation_needs_its_program_and_its_data_before_the_training() -> None:
    s3 = boto3.client("s3")
    exam = {"Evaluation": {}}
    assert refusal(exam) == "Evaluation, input test: there is no object under s3://data/test/; upload the held-out data there"
    s3.put_object(Bucket="data", Key="test/one.csv", Body=b"1,2\n")
    assert refusal(exam) == "Evaluation: there is no file evaluate.py in s3://data/source.tar.gz; it holds train.py"
    another = {"AppSpecification": {"ContainerEntrypoint": ["python3", "/opt/exam.py"]}}
    assert plan({"Parameters": {"Evaluation": another}})["Build"]["Evaluation"] is True
    s3.put_object(Bucket="data", Key="source.tar.gz", Body=archive(train_py="1", evaluate_py="2"))
    assert plan({"Parameters": exam})["Build"]["Names"]["Evaluation"].endswith("-new")
    record = records.read(1)
    assert json.loads(record["Data"])["Evaluation.test"]["Objects"] == 1
    # In a record, Evaluation is what came of it.
    assert "Evaluation" not in record


def test_the_model_of_a_version_is_deployed_whatever_became_of_its_build() -> None:
    boto3.client("s3").put_object(Bucket="code", Key="artifacts/12/model.tar.gz", Body=b"model")
    records.note(12, {"Status": "FAILED", "ModelArtifacts": "s3://code/artifacts/12/model.tar.gz", "Train": "CreateTrainingJob"})
    records.note(13, {"Status": "SUCCEEDED", "Model": {"ModelArtifacts": "s3://code/artifacts/12/model.tar.gz"}})
    for version in (12, 13):
        build = plan({"Parameters": {"Train": False, "ModelVersion": version}})["Build"]
        assert (build["ModelVersion"], build["Model"]["ModelArtifacts"]) == (version, "s3://code/artifacts/12/model.tar.gz")
    assert plan({"Parameters": {"Train": False}})["Build"]["ModelVersion"] == 12


def test_a_version_without_a_model_is_refused() -> None:
    records.note(12, {"Status": "STOPPED"})
    records.note(13, {"Status": "SUCCEEDED", "ModelArtifacts": "s3://code/gone/model.tar.gz"})
    assert [refusal({"Train": False, "ModelVersion": version}) for version in (12, 13, 99)] == [
        "ModelVersion: version 12 has no model, its build is STOPPED",
        "ModelVersion: the model of version 13 is gone, there is no object s3://code/gone/model.tar.gz",
        "ModelVersion: there is no version 99",
    ]


def test_a_plan_does_not_confirm_its_own_fingerprint() -> None:
    app.record({"Version": 1, "Status": "RUNNING", "Fingerprint": "f00"}, 0)
    record = records.read(1)
    assert (record["Status"], record.get("Fingerprint")) == ("RUNNING", None)


def serves(version: int) -> None:
    table.change(served.KEY, lambda _: {"Stack": [version], "Recent": [version], "Done": []})


def data_change(version: int, parameters: dict[str, Any] | None = None) -> Any:
    launched = {**EXECUTION, "Id": f"{EXECUTION['Id']}-{version}"}
    build = app.handler({"Execution": launched, "Launch": {"Parameters": parameters or {}}}, None)["Build"]
    assert build["Version"] == version
    assert records.read(version)["DataChange"] == build["DataChange"]
    return build["DataChange"]


def test_what_has_changed_in_the_data_since_the_version_that_serves_is_said() -> None:
    s3 = boto3.client("s3")
    assert data_change(1) is None  # nothing serves
    serves(1)
    assert data_change(2) is None
    s3.put_object(Bucket="data", Key="train/two.csv", Body=b"3,4\n")
    s3.put_object(Bucket="data", Key="train/one.csv", Body=b"1,3\n")
    assert data_change(3) == (
        "The data has changed since version 1, which serves: 1 object more, 1 changed; the first: train/one.csv has changed"
    )
    assert data_change(4, {"Train": False, "ModelDataUrl": "s3://data/source.tar.gz"}) is None


def test_data_is_compared_with_that_of_the_model_which_serves() -> None:
    s3 = boto3.client("s3")
    data_change(1)
    s3.put_object(Bucket="code", Key="artifacts/1/model.tar.gz", Body=b"model")
    records.note(1, {"ModelArtifacts": "s3://code/artifacts/1/model.tar.gz"})
    data_change(2, {"Train": False, "ModelVersion": 1})
    serves(2)
    s3.put_object(Bucket="data", Key="train/two.csv", Body=b"3,4\n")
    assert data_change(3) == "The data has changed since version 2, which serves: 1 object more; the first: train/two.csv is new"
    s3.delete_object(Bucket="code", Key="versions/v1/data.json")
    assert data_change(4) is None  # nobody knows any more
