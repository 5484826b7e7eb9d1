"""Who takes the exam: the new model always, and the one that serves unless it has taken the very same one."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from builds import champion, records
from endpoints import endpoint
from plan_evaluation import app
from plan_evaluation.exam import same_exam
from plans.identities import identity_of_image
from tests.unit.planned_stack import planned_stack
from tests.unit.planning import RESOURCES, planned
from tests.unit.test_validate_model import serve

SOURCE = {"Training": {"S3Uri": "s3://code/versions/v7/training/source.tar.gz", "EntryPoint": "train.py"}}
DOCUMENT: dict[str, Any] = {"Framework": "SKLEARN", "Source": SOURCE, "Evaluation": {}}
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
ARTIFACT = "s3://code/artifacts/7/output/model.tar.gz"


@pytest.fixture
def stack() -> Iterator[Any]:
    """A stack whose held-out data is there, and on whose endpoint nothing serves yet."""
    with planned_stack():
        for accessor in (app.s3, endpoint.sagemaker):
            accessor.cache_clear()
        s3 = boto3.client("s3")
        s3.put_object(Bucket="data", Key="test/one.csv", Body=b"1,2\n")
        s3.put_object(Bucket="code", Key="versions/v7/training/source.tar.gz", Body=b"source")
        yield s3
    for accessor in (app.s3, endpoint.sagemaker):
        accessor.cache_clear()


def plan(document: Any = None, **more: Any) -> dict[str, Any]:
    made = planned({**DOCUMENT, **(document or {}), **more})
    return app.handler({**made, "Training": {"JobName": "j", "ModelArtifacts": ARTIFACT, "Metrics": {}}}, None)


def serving(version: int = 5, **attributes: Any) -> None:
    """Have a version that serves."""
    config = f"churn-v{version}-0a1b2c3d"
    serve(config)
    records.note(version, {"Names": {"EndpointConfig": config}, **attributes})


def names(found: dict[str, Any]) -> list[str]:
    return [job["ProcessingJobName"] for job in found["Jobs"]]


def test_the_first_model_takes_it_alone(stack: Any) -> None:
    found = plan()
    assert (names(found), found["Champion"], found["Sentence"]) == (["churn-v1-0a1b2c3d-new"], None, "no version serves yet")
    assert found["Jobs"][0]["ProcessingInputs"][0]["S3Input"]["S3Uri"] == ARTIFACT


def test_the_model_that_serves_takes_it_too(stack: Any) -> None:
    serving(ModelArtifacts="s3://code/artifacts/5/output/model.tar.gz")
    found = plan()
    assert names(found) == ["churn-v1-0a1b2c3d-new", "churn-v1-0a1b2c3d-old"]
    assert found["Jobs"][1]["ProcessingInputs"][0]["S3Input"]["S3Uri"] == "s3://code/artifacts/5/output/model.tar.gz"
    assert (found["Champion"], found["Sentence"]) == ({"Version": 5, "Metrics": None}, "")


def test_a_version_that_trained_nothing_is_known_by_the_model_that_it_took(stack: Any) -> None:
    serving(Model={"ModelArtifacts": "s3://code/artifacts/2/output/model.tar.gz"})
    assert plan()["Jobs"][1]["ProcessingInputs"][0]["S3Input"]["S3Uri"] == "s3://code/artifacts/2/output/model.tar.gz"


@pytest.mark.parametrize(
    ("attributes", "why"),
    [
        ({}, "nobody knows the model of version 5, which serves"),
        (
            {"ModelArtifacts": "s3://mine/other.tar.gz"},
            "the model of version 5, which serves, is called s3://mine/other.tar.gz, and programs look for model.tar.gz",
        ),
        (
            {"ModelArtifacts": "s3://m/model.tar.gz", "Names": {"EndpointConfig": "another"}},
            "endpoint churn runs churn-v5-0a1b2c3d, which no build of this stack has made",
        ),
    ],
)
def test_who_cannot_take_it_is_named(stack: Any, attributes: dict[str, Any], why: str) -> None:
    serving(**attributes)
    found = plan()
    assert (names(found), found["Champion"], found["Sentence"]) == (["churn-v1-0a1b2c3d-new"], None, why)


def test_a_document_may_leave_out_the_model_that_serves(stack: Any) -> None:
    serving(ModelArtifacts="s3://m/model.tar.gz")
    gate = {"Metric": "auc", "Objective": "Maximize", "Threshold": 0.5}
    assert len(plan(Validation={**gate, "BeatChampion": False})["Jobs"]) == 1
    assert len(plan(Validation=gate)["Jobs"]) == 2


def scored(fingerprint: str, metrics: dict[str, float], **more: Any) -> dict[str, Any]:
    return {"Fingerprint": fingerprint, "Metrics": metrics, "Champion": None, "ChampionVersion": None, **more}


def test_who_took_the_very_same_exam_as_the_new_model_does_not_take_it_again(stack: Any) -> None:
    fingerprint = plan()["Fingerprint"]
    serving(ModelArtifacts="s3://m/model.tar.gz", Evaluation=scored(fingerprint, {"auc": 0.8}))
    found = plan()
    assert (names(found), found["Champion"]) == (["churn-v1-0a1b2c3d-new"], {"Version": 5, "Metrics": {"auc": 0.8}})


def test_who_took_it_while_it_served_does_not_take_it_again(stack: Any) -> None:
    fingerprint = plan()["Fingerprint"]
    serving(ModelArtifacts="s3://m/model.tar.gz", Evaluation=scored("other", {"auc": 0.1}))
    records.note(6, {"Evaluation": scored(fingerprint, {"auc": 0.7}, Champion={"auc": 0.8}, ChampionVersion=5)})
    assert plan()["Champion"] == {"Version": 5, "Metrics": {"auc": 0.8}}


def test_what_another_version_scored_counts_for_nobody_else(stack: Any) -> None:
    fingerprint = plan()["Fingerprint"]
    serving(ModelArtifacts="s3://m/model.tar.gz")
    records.note(6, {"Evaluation": scored(fingerprint, {"auc": 0.7}, Champion={"auc": 0.8}, ChampionVersion=4)})
    assert plan()["Champion"] == {"Version": 5, "Metrics": None}


def test_an_exam_that_did_not_ask_for_todays_number_is_taken_again(stack: Any) -> None:
    gate = {"Metric": "f1", "Objective": "Maximize"}
    fingerprint = plan(Validation=gate)["Fingerprint"]
    serving(ModelArtifacts="s3://m/model.tar.gz", Evaluation=scored(fingerprint, {"auc": 0.8}))
    assert plan(Validation=gate)["Champion"] == {"Version": 5, "Metrics": None}


def test_another_version_of_the_same_program_and_data_is_the_same_exam(stack: Any) -> None:
    first = plan()["Fingerprint"]
    source = {"Bucket": "code", "Key": "versions/v7/training/source.tar.gz"}
    stack.copy_object(Bucket="code", Key="versions/v8/training/source.tar.gz", CopySource=source)
    stack.copy_object(Bucket="data", Key="2027/one.csv", CopySource={"Bucket": "data", "Key": "test/one.csv"})
    moved = {"ProcessingInputs": [{"InputName": "test", "S3Input": {"S3Uri": "s3://data/2027/"}}]}
    later = {"Training": {**SOURCE["Training"], "S3Uri": "s3://code/versions/v8/training/source.tar.gz"}}
    assert plan(Source=later, Evaluation=moved, Tags={"team": "growth"})["Fingerprint"] == first


def test_another_model_takes_the_same_exam(stack: Any) -> None:
    found = []
    for model in (b"a model", b"another"):
        stack.put_object(Bucket="code", Key="artifacts/7/output/model.tar.gz", Body=model)
        found.append(plan()["Fingerprint"])
    assert found[0] == found[1]


@pytest.mark.parametrize("change", ["data", "more data", "program", "request"])
def test_other_data_or_another_program_is_another_exam(stack: Any, change: str) -> None:
    first, more = plan()["Fingerprint"], {}
    match change:
        case "data":
            stack.put_object(Bucket="data", Key="test/one.csv", Body=b"1,3\n")
        case "more data":
            stack.put_object(Bucket="data", Key="test/two.csv", Body=b"1,2\n")
        case "program":
            stack.put_object(Bucket="code", Key="versions/v7/training/source.tar.gz", Body=b"another source")
        case "request":
            more = {"Evaluation": {"Environment": {"DEPTH": "2"}}}
    assert plan(**more)["Fingerprint"] != first


def test_an_image_of_the_accounts_own_registry_is_known_by_its_digest(stack: Any) -> None:
    ecr = boto3.client("ecr")
    ecr.create_repository(repositoryName="churn")
    for tag in ("v1-training", "v2-training"):
        manifest = json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "config": {"digest": "sha256:1", "size": 1}, "layers": []})
        ecr.put_image(repositoryName="churn", imageTag=tag, imageManifest=manifest)
    uri = RESOURCES["RepositoryUri"]
    one, two = (identity_of_image(f"{uri}:{tag}", RESOURCES) for tag in ("v1-training", "v2-training"))
    assert one == two
    assert one.startswith("sha256:")
    assert (
        identity_of_image("683313688378.dkr.ecr.us-east-1.amazonaws.com/x:1", RESOURCES)
        == "683313688378.dkr.ecr.us-east-1.amazonaws.com/x:1"
    )
    assert identity_of_image("999999999999.dkr.ecr.us-east-1.amazonaws.com/x:1", RESOURCES) is None


def test_data_that_no_listing_shows_is_never_the_same() -> None:
    manifest = {"InputName": "test", "S3Input": {"S3Uri": "s3://data/list.json", "S3DataType": "ManifestFile"}}
    for given in (manifest, {"InputName": "rows", "DatasetDefinition": {}}):
        assert same_exam({"ProcessingInputs": [given], "AppSpecification": {}}, "image", lambda uri: iter(())) is None


@pytest.mark.parametrize(
    "told",
    [{"Environment": {"LABELS": "s3://data/labels/"}}, {"AppSpecification": {"ContainerArguments": ["--labels", "s3://data/labels/"]}}],
)
def test_a_program_that_is_told_an_address_is_asked_each_time(told: dict[str, Any]) -> None:
    assert same_exam({"ProcessingInputs": [], "AppSpecification": {}, **told}, "image", lambda uri: iter(())) is None


def test_an_endpoint_that_serves_nothing_has_no_champion(stack: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"EndpointStatus": "Failed", "EndpointConfigName": "churn-v5-0a1b2c3d"}
    monkeypatch.setattr(endpoint, "describe", lambda name: found)
    assert champion.serving("churn") == ({}, "endpoint churn is Failed and serves nothing")
