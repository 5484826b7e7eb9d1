"""The small pure parts of the local AWS."""

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from local.codecommit.admission import user_name
from local.containers.images import parts
from local.gateway.protocol import reply
from local.iam.permissions import role_name
from local.sagemaker.metrics import Metrics
from local.sagemaker.objects import split
from local.sagemaker.records import Kind
from local.stepfunctions.members import from_api, to_api


@pytest.mark.parametrize(
    ("uri", "name", "identifier"),
    [
        ("1.dkr.ecr.us-east-1.amazonaws.com/churn:v1", "churn", {"imageTag": "v1"}),
        ("1.dkr.ecr.us-east-1.amazonaws.com/team/churn", "team/churn", {"imageTag": "latest"}),
        ("1.dkr.ecr.us-east-1.amazonaws.com/churn@sha256:0a", "churn", {"imageDigest": "sha256:0a"}),
    ],
)
def test_an_image_uri_has_a_repository_and_a_tag_or_digest(uri: str, name: str, identifier: dict[str, str]) -> None:
    assert parts(uri) == (name, identifier)


def test_the_last_value_of_each_metric_counts() -> None:
    metrics = Metrics([{"Name": "validation:accuracy", "Regex": r"accuracy=([0-9.]+)"}, {"Name": "loss", "Regex": r"loss=([0-9.e-]+)"}])
    for line in ("accuracy=0.5", "nothing", "epoch 2 accuracy=0.75 loss=1e-3"):
        metrics.read(line)
    assert {found["MetricName"]: found["Value"] for found in metrics.final()} == {"validation:accuracy": 0.75, "loss": 0.001}


def test_what_a_regex_finds_and_is_no_number_is_no_metric() -> None:
    metrics = Metrics([{"Name": "loss", "Regex": "loss=(.*)"}, {"Name": "none", "Regex": "loss"}])
    for line in ("loss=0.5", "loss=unknown"):
        metrics.read(line)
    assert [(found["MetricName"], found["Value"]) for found in metrics.final()] == [("loss", 0.5)]


def test_step_functions_writes_members_in_pascal_case_whatever_the_api_does() -> None:
    model = botocore.session.get_session().get_service_model("codebuild")
    arguments = {"ProjectName": "p", "EnvironmentVariablesOverride": [{"Name": "A", "Value": "1"}]}
    request = {"projectName": "p", "environmentVariablesOverride": [{"name": "A", "value": "1"}]}
    assert to_api(model.operation_model("StartBuild").input_shape, arguments) == request
    answer = {"build": {"id": "p:1", "startTime": datetime(2026, 11, 23, tzinfo=UTC), "buildComplete": True}}
    found = from_api(model.operation_model("StartBuild").output_shape, answer)
    assert found == {"Build": {"Id": "p:1", "StartTime": 1795392000000, "BuildComplete": True}}


def test_times_go_over_the_wire_as_seconds_and_errors_with_their_name() -> None:
    assert reply(200, {"At": datetime(2026, 11, 23, tzinfo=UTC)})[2] == b'{"At": 1795392000.0}'
    status, headers, _ = reply(400, {}, "ResourceInUse")
    assert (status, headers["x-amzn-errortype"]) == (400, "ResourceInUse")


def test_git_gives_the_access_key_as_its_user_name() -> None:
    basic = "Basic " + base64.b64encode(b"AKIA%token:secret").decode()
    assert user_name({"authorization": basic}) == "AKIA"
    assert user_name({}) is None
    assert user_name({"authorization": "Bearer x"}) is None


def test_a_role_has_one_name_in_its_arn_and_in_that_of_a_session() -> None:
    assert role_name("arn:aws:iam::000000000000:role/build") == "build"
    assert role_name("arn:aws:sts::000000000000:assumed-role/build/session") == "build"


def test_an_s3_uri_has_a_bucket_and_a_key() -> None:
    assert split("s3://data/train/a.csv") == ("data", "train/a.csv")
    assert split("s3://data") == ("data", "")


def test_nothing_deployed_knows_the_local_aws() -> None:
    root = Path(__file__).parents[3]
    deployed = [
        root / "template.yaml",
        *(root / "statemachine").glob("*"),
        *(root / "functions").rglob("*.py"),
        *(root / "custom_resources").rglob("*.py"),
    ]
    assert len(deployed) > 30
    words = ("localhost", "127.0.0.1", "ministack", "AWS_ENDPOINT_URL", "endpoint_url", "4566", "000000000000")
    assert [f"{file}: {word}" for file in deployed for word in words if word in file.read_text()] == []


def test_a_listing_heeds_names_and_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINISTACK_REGION", "us-east-1")
    kind = Kind("model", "ModelName", "ModelArn", "model")
    for name in ("churn-v1", "churn-v2", "other-v1"):
        kind.add({"ModelName": name})["CreationTime"] = datetime(2026, 1, int(name[-1]), tzinfo=UTC)

    def names(**request: Any) -> list[str]:
        return [record["ModelName"] for record in kind.listed({"SortBy": "Name", "SortOrder": "Ascending", **request})[0]]

    assert names(NameContains="churn-v") == ["churn-v1", "churn-v2"]
    second = datetime(2026, 1, 2, tzinfo=UTC).timestamp()
    assert names(CreationTimeBefore=second) == ["churn-v1", "other-v1"]
    assert names(CreationTimeAfter=second - 1, CreationTimeBefore=second + 1) == ["churn-v2"]
    assert names(LastModifiedTimeBefore=second) == []
