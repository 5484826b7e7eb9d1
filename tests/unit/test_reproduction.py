"""Reproduce: a version is trained again with what it was made of, or refused in one sentence."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from builds import records, table
from data.manifest import Entry
from document.reading import InvalidParameters
from plan_build import again, app, copies, reproduction
from retention import item
from tests.unit.archives import archive, members
from tests.unit.planned_stack import DOCUMENT, planned_stack, write
from tests.unit.test_plan_build import EXECUTION

TRAIN = "s3://data/train/"
RETIRED = " (Retention.Versions says how many versions keep it)"
REFUSED = "Reproduce: version 1 cannot be trained again as it was: "


@pytest.fixture(autouse=True)
def stack() -> Iterator[None]:
    with planned_stack():
        s3 = boto3.client("s3")
        s3.put_bucket_versioning(Bucket="data", VersioningConfiguration={"Status": "Enabled"})
        put("train/one.csv", b"1,2\n")
        yield


def put(key: str, body: bytes, bucket: str = "data") -> None:
    boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=body)


def got(bucket: str, key: str) -> bytes:
    body: bytes = boto3.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    return body


def plan(name: str, **launch: Any) -> dict[str, Any]:
    return app.handler({"Execution": {**EXECUTION, "Id": f"{EXECUTION['Id']}-{name}"}, "Launch": launch}, None)


def train(name: str = "first", **parameters: Any) -> None:
    """Have a version that was planned and trained."""
    version = plan(name, Parameters=parameters)["Build"]["Version"]
    records.note(version, {"ModelArtifacts": f"s3://code/artifacts/{version}/model.tar.gz", "Metrics": {"accuracy": 0.98}})


def refusal(reproduce: Any, **launch: Any) -> str:
    with pytest.raises(InvalidParameters) as refused:
        plan("again", Reproduce=reproduce, **launch)
    return str(refused.value)


def channel(made: dict[str, Any]) -> Any:
    return made["Parameters"]["Channels"]["train"]


def test_a_version_is_trained_again_with_its_own_parameters_source_and_images() -> None:
    train()
    write({"Framwork": "SKLEARN"})
    put("source.tar.gz", archive(train_py="2"))
    made = plan("again", Reproduce=1)
    build, parameters = made["Build"], made["Parameters"]
    assert parameters["HyperParameters"] == {"C": 1}
    image = records.read(1)["Images"]["Training"]["Uri"]
    assert (build["Images"]["Training"]["Uri"], build["Images"]["Training"]["Build"]) == (image, False)
    assert build["Reproduces"] == {"Version": 1, "Metrics": {"accuracy": 0.98}}
    assert build["Sources"]["Training"]["S3Uri"] == "s3://code/versions/v2/training/source.tar.gz"
    assert members(got("code", "versions/v2/training/source.tar.gz")) == {"train.py": "1"}
    assert records.read(2)["Reproduces"]["Version"] == 1


def test_a_launchs_parameters_are_over_those_of_the_version_and_that_is_said() -> None:
    train()
    put("train/one.csv", b"1,3\n")
    made = plan("again", Reproduce=1, Parameters={"HyperParameters": {"C": 10}})
    assert made["Parameters"]["HyperParameters"] == {"C": 10}
    because = "version 1 is trained again, but HyperParameters.C was 1, is 10"
    assert made["Build"]["Decisions"]["Training"] == {"Decision": "DONE", "Version": None, "Because": because}


def test_nothing_is_taken_over_in_a_reproduction() -> None:
    train(Reuse={"Training": "ALWAYS"})
    boto3.client("s3").put_object(Bucket="code", Key="artifacts/1/model.tar.gz", Body=b"model")
    known = {"EndedAt": "2026-11-26T13:00:00+00:00", "Fingerprint": plan("look")["Build"]["Fingerprint"]}
    records.note(1, {"Status": "FAILED", "ModelArtifacts": "s3://code/artifacts/1/model.tar.gz", **known})
    assert plan("without")["Build"]["Reused"] is True
    build = plan("again", Reproduce=1)["Build"]
    assert (build["Train"], build["Reused"]) == ("CreateTrainingJob", False)
    assert build["Decisions"]["Training"]["Because"] == "version 1 is trained again as it was"


def test_a_reproduction_is_neither_judged_nor_deployed_unless_a_launch_asks_for_it() -> None:
    judged = {"Validation": {"Metric": "accuracy", "Objective": "Maximize"}}
    metrics = {"AlgorithmSpecification": {"MetricDefinitions": [{"Name": "accuracy", "Regex": "a=(.*)"}]}}
    train(TrainingJob=metrics, **judged)
    made = plan("again", Reproduce=1)
    assert (made["Build"]["Deploy"], made["Build"]["Validation"]) == (False, False)
    made = plan("once more", Reproduce=1, Parameters={"Deploy": True})
    assert (made["Build"]["Deploy"], made["Build"]["Validation"]) == (True, True)


def test_data_that_is_unchanged_is_read_where_it_is() -> None:
    train()
    put("train/one.csv", b"1,2\n")
    assert channel(plan("again", Reproduce=1)) == TRAIN


def test_data_that_has_changed_is_copied_as_it_was() -> None:
    put("train/deep/two.csv", b"3,4\n")
    train()
    put("train/one.csv", b"1,3\n")
    put("train/three.csv", b"5,6\n")
    boto3.client("s3").delete_object(Bucket="data", Key="train/deep/two.csv")
    made = plan("again", Reproduce=1)
    assert channel(made) == "s3://code/versions/v2/data/train/"
    assert got("code", "versions/v2/data/train/one.csv") == b"1,2\n"
    assert got("code", "versions/v2/data/train/deep/two.csv") == b"3,4\n"
    found = json.loads(records.read(2)["Data"])["train"]
    assert (found["Objects"], found["Digest"]) == (2, json.loads(records.read(1)["Data"])["train"]["Digest"])


def test_only_the_channels_that_have_changed_are_copied() -> None:
    put("more/one.csv", b"7\n")
    train(Channels={"train": TRAIN, "more": "s3://data/more/"})
    put("train/one.csv", b"1,3\n")
    channels = plan("again", Reproduce=1)["Parameters"]["Channels"]
    assert channels == {"train": "s3://code/versions/v2/data/train/", "more": "s3://data/more/"}
    copies = boto3.client("s3").list_objects_v2(Bucket="code", Prefix="versions/v2/data/")["Contents"]
    assert [entry["Key"] for entry in copies] == ["versions/v2/data/train/one.csv"]


def test_a_channel_is_found_in_its_new_place_wherever_it_stands() -> None:
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": TRAIN}}
    train(TrainingJob={"InputDataConfig": [{"ChannelName": "train", "DataSource": source}]})
    put("train/one.csv", b"1,3\n")
    made = plan("again", Reproduce=1)
    (found,) = made["Parameters"]["TrainingJob"]["InputDataConfig"]
    assert found["DataSource"]["S3DataSource"]["S3Uri"] == "s3://code/versions/v2/data/train/"


def test_a_bucket_without_a_slash_behind_it_is_known_too() -> None:
    assert reproduction.elsewhere(["s3://data", "s3://data/x"], {"s3://data/": "s3://code/c/"}) == ["s3://code/c/", "s3://data/x"]


def test_a_version_of_an_object_that_is_gone_is_named() -> None:
    put("train/two.csv", b"3,4\n")
    train()
    s3 = boto3.client("s3")
    entry = next(found for found in s3.list_object_versions(Bucket="data", Prefix="train/two")["Versions"])
    s3.delete_object(Bucket="data", Key="train/two.csv", VersionId=entry["VersionId"])
    assert refusal(1) == f"{REFUSED}s3://data/train/two.csv (version {entry['VersionId']}) as it was is gone"


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("PreconditionFailed", f"{REFUSED}s3://plain/train/one.csv as it was is gone"),
        ("AccessDenied", "Reproduce: s3://plain/train/one.csv cannot be copied (AccessDenied)"),
    ],
)
def test_an_object_without_versions_is_only_taken_as_it_was(code: str, sentence: str) -> None:
    asked = {
        "Bucket": "code",
        "Key": "versions/v2/data/train/one.csv",
        "CopySource": {"Bucket": "plain", "Key": "train/one.csv"},
        "CopySourceIfMatch": '"8c"',
        "TaggingDirective": "REPLACE",
    }
    with Stubber(copies.s3()) as stub, pytest.raises(InvalidParameters) as refused:
        stub.add_client_error("copy_object", code, expected_params=asked)
        again.copy_one(1, 2, "s3://plain/train/", Entry("train", "one.csv", "null", "8c", 4), "code")
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("reproduce", "sentence"),
    [
        (99, "Reproduce: there is no version 99"),
        ("1", "Reproduce: expected the number of a version, such as 7, got '1'"),
        (True, "Reproduce: expected the number of a version, such as 7, got True"),
        (-1, "Reproduce: expected the number of a version, such as 7, got -1"),
        (12, "Reproduce: version 12 has trained nothing, its build is SUCCEEDED"),
        (13, "Reproduce: version 13 has taken over the training of version 1: reproduce that"),
        (14, "Reproduce: version 14 has trained nothing, its build is FAILED"),
    ],
)
def test_what_was_not_trained_is_not_trained_again(reproduce: Any, sentence: str) -> None:
    train()
    records.note(12, {"Status": "SUCCEEDED", "Parameters": "{}", "ModelVersion": 1})
    records.note(13, {"Status": "SUCCEEDED", "Parameters": "{}", "ModelVersion": 1, "Reused": True})
    records.note(14, {"Status": "FAILED", "Train": "CreateTrainingJob"})
    assert refusal(reproduce) == sentence


def test_a_version_that_is_no_longer_kept_is_refused_by_its_source() -> None:
    train()
    boto3.client("s3").delete_object(Bucket="code", Key="versions/v1/training/source.tar.gz")
    assert refusal(1) == f"{REFUSED}its source s3://code/versions/v1/training/source.tar.gz is gone{RETIRED}"


def test_a_version_that_is_no_longer_kept_is_refused_by_its_image() -> None:
    train()
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:v1-training"
    records.note(1, {"Images": {"Training": {"Uri": image}, "Inference": {"Uri": image}}})
    assert refusal(1) == f"{REFUSED}its image {image} is gone{RETIRED}"


def test_an_image_that_retention_is_about_to_remove_is_gone() -> None:
    train()
    record = records.read(1)["Images"]["Training"]
    records.note(1, {"Images": {"Training": {**record, "Version": 1}, "Inference": {**record, "Version": 1}}})
    table.change(item.KEY, lambda _: {"Through": 1, "Kept": {}, "Leaving": {"1": 1}})
    assert refusal(1) == f"{REFUSED}its image {record['Uri']} is gone{RETIRED}"


def test_a_reproduction_keeps_the_images_that_it_has() -> None:
    train()
    record = records.read(1)["Images"]["Training"]
    built = {**record, "Version": 1, "Content": "c0ffee", "Identity": "churn:v1-training-c0ffee"}
    records.note(1, {"Images": {"Training": built, "Inference": built}})
    build = plan("again", Reproduce=1)["Build"]
    assert [build["Images"][kind]["Version"] for kind in ("Training", "Inference")] == [1, 1]
    assert build["Images"]["Training"]["Identity"] == "churn:v1-training-c0ffee"
    assert build["Decisions"]["TrainingImage"] == {"Decision": "REUSED", "Version": 1, "Because": "version 1 is trained again"}
    assert json.loads(json.dumps(build)) == build
    own = {"Images": {"Training": {"Image": "999999999999.dkr.ecr.us-east-1.amazonaws.com/churn:1"}}}
    other = plan("another", Reproduce=1, Parameters=own)["Build"]["Images"]
    assert [other[kind]["Version"] for kind in ("Training", "Inference")] == [None, 1]
    assert plan("without", Reproduce=1, Parameters={"Images": None})["Build"]["Images"]["Training"]["Version"] is None


def test_an_image_that_was_built_and_is_named_by_its_digest_now_is_the_same() -> None:
    train()
    ecr, own = boto3.client("ecr"), "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn"
    ecr.create_repository(repositoryName="churn")
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "layers": [],
        "config": {"digest": "x"},
    }
    pushed = ecr.put_image(repositoryName="churn", imageManifest=json.dumps(manifest), imageTag="v1-training-c0ffee")["image"]["imageId"]
    record, tag = records.read(1), f"{own}:v1-training-c0ffee"
    built = {**record["Images"]["Training"], "Uri": f"{own}@{pushed['imageDigest']}", "Version": 1, "Content": "c0ffee", "Identity": tag}
    inputs = json.loads(record["Inputs"])
    inputs["Training"]["Image"] = tag
    records.note(1, {"Images": {"Training": built, "Inference": built}, "Inputs": json.dumps(inputs)})
    assert plan("again", Reproduce=1)["Build"]["Decisions"]["Training"]["Because"] == "version 1 is trained again as it was"


def test_changed_data_without_its_list_is_refused() -> None:
    train()
    boto3.client("s3").delete_object(Bucket="code", Key="versions/v1/data.json")
    assert channel(plan("unchanged", Reproduce=1)) == TRAIN
    put("train/one.csv", b"1,3\n")
    assert refusal(1) == f"{REFUSED}the list of its data s3://code/versions/v1/data.json is gone{RETIRED}"


def test_data_of_which_no_digest_tells_is_refused() -> None:
    train()
    record = json.loads(records.read(1)["Data"])
    record["train"]["Digest"] = None
    records.note(1, {"Data": json.dumps(record)})
    assert refusal(1) == "Reproduce: which objects channel train of version 1 read is not known"


def test_more_data_than_is_copied_is_refused_before_the_first_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    put("train/two.csv", b"3,4\n")
    train()
    put("train/one.csv", b"1,3\n")
    monkeypatch.setattr(reproduction, "MOST", 1)
    assert refusal(1) == (
        "Reproduce: the data of version 1 has changed since, and its 2 objects of 8 bytes are more than are copied (1 objects, 107374182400 bytes)"
    )
    assert "Contents" not in boto3.client("s3").list_objects_v2(Bucket="code", Prefix="versions/v2/data/")


def test_an_object_that_is_larger_than_s3_copies_at_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    train()
    put("train/one.csv", b"1,3\n")
    monkeypatch.setattr(again, "LARGEST", 3)
    assert refusal(1) == "Reproduce: s3://data/train/one.csv has 4 bytes, and S3 copies 3 at most"


def test_data_that_a_state_machine_of_the_users_brings_is_brought_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREPROCESS_STATE_MACHINE", "arn:aws:states:us-east-1:123456789012:stateMachine:bring")
    train()
    assert channel(plan("again", Reproduce=1)) == TRAIN


def test_what_is_reproduced_may_be_reproduced_in_its_turn() -> None:
    train()
    put("train/one.csv", b"1,3\n")
    plan("again", Reproduce=1)
    assert channel(plan("once more", Reproduce=2)) == "s3://code/versions/v2/data/train/"


def test_a_tuning_and_its_channels_are_made_again() -> None:
    document = {**DOCUMENT, "Framework": "SKLEARN"}
    write(document)
    ranges = {"ParameterRanges": {"ContinuousParameterRanges": [{"Name": "C", "MinValue": "1", "MaxValue": "2"}]}}
    objective = {"HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "accuracy"}}
    metrics = {"AlgorithmSpecification": {"MetricDefinitions": [{"Name": "accuracy", "Regex": "a=(.*)"}]}}
    train(TrainingJob=metrics, TuningJob={"HyperParameterTuningJobConfig": {**objective, **ranges}})
    made = plan("again", Reproduce=1)
    assert made["Build"]["Train"] == "CreateHyperParameterTuningJob"
