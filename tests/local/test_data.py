"""What a deployed stack's builds read, what changed in it, and a version that is trained again with the data that it had."""

import json
from typing import Any

import pytest

from examples.byod.digits import as_csv, split
from local.stack import Stack

ONE_MORE = "1 object more; the first: train/later.csv is new"
NOT_DEPLOYED = {"Deploy": False}


@pytest.fixture(scope="module")
def first(stack: Stack) -> int:
    """The version that serves, which has read what is there now."""
    version: int = output(stack.build())["Build"]["Version"]
    return version


@pytest.fixture(scope="module")
def with_more_data(stack: Stack, first: int) -> dict[str, Any]:
    """The output of a build during whose training data came."""
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.launch({"Parameters": {**NOT_DEPLOYED, "HyperParameters": {"passes": 4}}})
    execution = stack.next_execution(seen)
    stack.training(execution)
    stack.upload("train/later.csv", as_csv(split()[0][:50]))
    return output(stack.wait(execution))


def output(done: dict[str, Any]) -> dict[str, Any]:
    assert (done["status"], done.get("cause")) == ("SUCCEEDED", None)
    found: dict[str, Any] = json.loads(done["output"])
    return found


def test_every_object_that_a_version_read_is_listed_with_its_version(stack: Stack, first: int) -> None:
    s3, bucket = stack.account.client("s3"), stack.outputs["DataBucket"]
    body = s3.get_object(Bucket=stack.outputs["CodeBucket"], Key=f"versions/v{first}/data.json")["Body"].read()
    versions = s3.list_object_versions(Bucket=bucket, Prefix="train/digits.csv")["Versions"]
    (version,) = (found for found in versions if found["IsLatest"])
    assert json.loads(body) == {
        "Version": first,
        "Channels": [{"Name": "train", "S3Uri": f"s3://{bucket}/train/"}],
        "Objects": [
            {
                "Channel": "train",
                "Key": "train/digits.csv",
                "VersionId": version["VersionId"],
                "ETag": version["ETag"].strip('"'),
                "Size": version["Size"],
            }
        ],
    }


def test_data_that_came_while_a_version_was_trained_is_told(stack: Stack, with_more_data: dict[str, Any]) -> None:
    version = with_more_data["Build"]["Version"]
    sentence = f"The data changed while version {version} was trained: {ONE_MORE}"
    assert with_more_data["Training"]["DataChanged"] == sentence
    record = stack.record(version)
    assert record["DataChanged"] == {"S": sentence}
    assert record["Fingerprint"] == {"NULL": True}


def test_a_version_is_trained_again_with_the_data_that_it_had(stack: Stack, first: int, with_more_data: dict[str, Any]) -> None:
    found = output(stack.build({"Reproduce": first}))
    build = found["Build"]
    assert build["DataChange"] is None  # it has that of the version that serves
    assert found["Deployment"] is None
    s3, code = stack.account.client("s3"), stack.outputs["CodeBucket"]
    copies = [entry["Key"] for entry in s3.list_objects_v2(Bucket=code, Prefix=f"versions/v{build['Version']}/data/")["Contents"]]
    assert copies == [f"versions/v{build['Version']}/data/train/digits.csv"]
    assert build["Reproduces"]["Version"] == first
    assert found["Training"]["Metrics"] == build["Reproduces"]["Metrics"]
    assert build["Images"]["Training"]["Build"] is False
    assert build["Decisions"]["Training"]["Because"] == f"version {first} is trained again as it was"


def test_what_changed_since_the_version_that_serves_is_told(stack: Stack, first: int, with_more_data: dict[str, Any]) -> None:
    build = output(stack.build({"Parameters": NOT_DEPLOYED}))["Build"]
    assert build["DataChange"] == f"The data has changed since version {first}, which serves: {ONE_MORE}"
    stack.account.client("s3").delete_object(Bucket=stack.outputs["DataBucket"], Key="train/later.csv")


def test_a_version_that_is_unknown_is_refused(stack: Stack) -> None:
    done = stack.build({"Reproduce": 900})
    assert (done["status"], done["cause"]) == ("FAILED", "Plan Build: Reproduce: there is no version 900")
