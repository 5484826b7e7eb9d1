"""An image that a fragment names by a tag of the account's own registry is used by the digest that it had when the build was planned."""

import json
from collections.abc import Iterator

import boto3
import pytest

from plan_build import app
from plans.pinned import by_digest
from tests.unit.archives import archive
from tests.unit.planned_stack import planned_stack, write

OWN = "123456789012.dkr.ecr.us-east-1.amazonaws.com/base"
RESOURCES = {"Account": "123456789012", "Region": "us-east-1"}
DOCUMENT = {
    "Framework": "SKLEARN",
    "Source": {"Training": {"S3Uri": "s3://data/source.tar.gz", "EntryPoint": "train.py"}},
    "TrainingJob": {"AlgorithmSpecification": {"TrainingImage": f"{OWN}:stable"}},
    "Evaluation": {"AppSpecification": {"ImageUri": f"{OWN}:stable"}},
    "Model": {"PrimaryContainer": {"Image": f"{OWN}:stable"}},
}


@pytest.fixture(autouse=True)
def stack() -> Iterator[None]:
    with planned_stack():
        boto3.client("ecr").create_repository(repositoryName="base")
        s3 = boto3.client("s3")
        s3.put_object(Bucket="data", Key="test/one.csv", Body=b"1,2\n")
        s3.put_object(Bucket="data", Key="source.tar.gz", Body=archive(train_py="1", evaluate_py="1"))
        write(DOCUMENT)
        yield


def push(*digests: str) -> str:
    """Push an image of some layers as `stable`; return its digest."""
    kind = "application/vnd.docker.distribution.manifest.v2+json"
    layers = [{"digest": f"sha256:{digest * 64}"} for digest in digests]
    manifest = json.dumps({"schemaVersion": 2, "mediaType": kind, "layers": layers, "config": {"digest": "x"}})
    pushed = boto3.client("ecr").put_image(repositoryName="base", imageManifest=manifest, imageTag="stable")
    return str(pushed["image"]["imageId"]["imageDigest"])


def images(name: str) -> set[str]:
    """Return the images that the requests of a new build name."""
    arn = f"arn:aws:states:us-east-1:123456789012:execution:churn:{name}"
    execution = {"Id": arn, "Name": name, "StartTime": "2026-11-26T10:00:00Z", "RedriveCount": 0}
    found = app.handler({"Execution": execution, "Launch": {}}, None)["Parameters"]
    specified = found["TrainingJob"]["AlgorithmSpecification"]["TrainingImage"], found["Evaluation"]["AppSpecification"]["ImageUri"]
    return {*specified, found["Model"]["PrimaryContainer"]["Image"]}


def test_every_request_names_the_image_that_the_tag_was_when_the_build_was_planned() -> None:
    first = push()
    assert images("one") == {f"{OWN}@{first}"}
    second = push("b")
    assert images("two") == {f"{OWN}@{second}"}
    assert first != second


@pytest.mark.parametrize("uri", [f"{OWN}:gone", f"{OWN}@sha256:{'0' * 64}", "999999999999.dkr.ecr.us-east-1.amazonaws.com/base:stable"])
def test_what_cannot_be_looked_up_stays_as_it_is_written(uri: str) -> None:
    push()
    assert by_digest(uri, RESOURCES) == uri
