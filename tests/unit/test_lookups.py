"""What a build names is looked up before money is spent."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from document.reading import InvalidParameters
from plans import lookups
from plans.named import named
from plans.plan import requests
from tests.unit.planning import RESOURCES, planned

GIVEN = {**RESOURCES, "PreprocessStateMachine": None}
IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/mine:v7"
VARIANT = {"VariantName": "a", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
DOCUMENT: dict[str, Any] = {
    "Images": {"Training": {"Image": IMAGE}},
    "Model": {"PrimaryContainer": {"ModelDataUrl": "s3://mine/model.tar.gz"}},
    "EndpointConfig": {"ProductionVariants": [VARIANT, {**VARIANT, "VariantName": "b", "ModelName": "old"}]},
    "Endpoint": {"DeploymentConfig": {"AutoRollbackConfiguration": {"Alarms": [{"AlarmName": "errors"}]}}},
}


@pytest.fixture
def stubs(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Stubber]]:
    """Return a stub of every service that is asked."""
    keys = {"region_name": "us-east-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}
    clients = {service: boto3.client(service, **keys) for service in ("sagemaker", "cloudwatch", "s3", "ecr")}
    monkeypatch.setattr(lookups, "client", clients.__getitem__)
    made = {service: Stubber(client) for service, client in clients.items()}
    for stub in made.values():
        stub.activate()
    yield made
    for stub in made.values():
        stub.assert_no_pending_responses()


def entries(document: Any, **resources: Any) -> list[tuple[str, str, str]]:
    made = planned(document)
    return list(named(requests(made), made["Build"], {**GIVEN, **resources}))


def test_all_that_is_named_and_not_made_is_looked_up() -> None:
    assert entries(DOCUMENT) == [
        ("EndpointConfig.ProductionVariants[1].ModelName", "model", "old"),
        ("Endpoint.DeploymentConfig.AutoRollbackConfiguration.Alarms[0].AlarmName", "alarm", "errors"),
        ("Model.PrimaryContainer.ModelDataUrl", "object", "s3://mine/model.tar.gz"),
        ("TrainingJob.AlgorithmSpecification.TrainingImage", "image", IMAGE),
    ]


def test_what_a_build_makes_itself_is_not_looked_up() -> None:
    assert entries({}) == []


def test_what_preprocessing_may_bring_is_not_looked_up() -> None:
    assert [kind for _, kind, _ in entries(DOCUMENT, PreprocessStateMachine="arn")] == ["model", "alarm", "image"]


def test_images_of_aws_and_of_other_accounts_are_not_looked_up() -> None:
    assert entries({"Images": {"Training": {"Image": IMAGE.replace("123456789012", "999999999999")}}}) == []
    assert entries({"Framework": "AMAZON", "Algorithm": "xgboost"}) == []


def test_the_artifacts_and_images_of_a_pipeline_that_is_tuned_are_looked_up() -> None:
    metrics = {"AlgorithmSpecification": {"MetricDefinitions": [{"Name": "m", "Regex": "m=(.*)"}]}}
    config = {
        "HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "m"},
        "ParameterRanges": {"CategoricalParameterRanges": [{"Name": "k", "Values": ["a", "b"]}]},
    }
    containers = [
        {"Image": IMAGE, "ModelDataUrl": "s3://mine/a.tar.gz"},
        {"Image": IMAGE, "Mode": "MultiModel", "ModelDataUrl": "s3://mine/"},
    ]
    document = {"TrainingJob": metrics, "TuningJob": {"HyperParameterTuningJobConfig": config}, "Model": {"Containers": containers}}
    assert entries(document) == [
        ("Model.Containers[0].ModelDataUrl", "object", "s3://mine/a.tar.gz"),
        ("Model.Containers[0].Image", "image", IMAGE),
    ]


def test_what_is_there_passes(stubs: dict[str, Stubber]) -> None:
    arn = "arn:aws:sagemaker:us-east-1:123456789012:model/old"
    stubs["sagemaker"].add_response("describe_model", {"ModelName": "old", "CreationTime": 0, "ModelArn": arn}, {"ModelName": "old"})
    stubs["cloudwatch"].add_response(
        "describe_alarms",
        {"MetricAlarms": [{"AlarmName": "errors"}]},
        {"AlarmNames": ["errors"], "AlarmTypes": ["MetricAlarm", "CompositeAlarm"]},
    )
    stubs["s3"].add_response("head_object", {}, {"Bucket": "mine", "Key": "model.tar.gz"})
    stubs["ecr"].add_response("describe_images", {"imageDetails": [{}]}, {"repositoryName": "mine", "imageIds": [{"imageTag": "v7"}]})
    made = planned(DOCUMENT)
    lookups.check(requests(made), made["Build"], GIVEN)


@pytest.mark.parametrize(
    ("kind", "name", "service", "operation", "code"),
    [
        ("model", "old", "sagemaker", "describe_model", "ValidationException"),
        ("object", "s3://mine/model.tar.gz", "s3", "head_object", "404"),
        ("object", "s3://mine/model.tar.gz", "s3", "head_object", "NoSuchBucket"),
        ("image", IMAGE, "ecr", "describe_images", "ImageNotFoundException"),
        ("image", "123456789012.dkr.ecr.us-east-1.amazonaws.com/mine@sha256:0", "ecr", "describe_images", "RepositoryNotFoundException"),
    ],
)
def test_what_is_not_there_is_missing_and_what_may_not_be_looked_up_passes(
    stubs: dict[str, Stubber], kind: str, name: str, service: str, operation: str, code: str
) -> None:
    for error, missing in ((code, True), ("AccessDenied", False), ("403", False), ("ThrottlingException", False)):
        stubs[service].add_client_error(operation, error)
        assert lookups.is_missing(kind, name) is missing


def test_an_alarm_that_is_not_there_is_refused_with_its_path(stubs: dict[str, Stubber]) -> None:
    stubs["cloudwatch"].add_response("describe_alarms", {"MetricAlarms": [], "CompositeAlarms": []})
    made = planned({"Endpoint": DOCUMENT["Endpoint"]})
    with pytest.raises(InvalidParameters) as refused:
        lookups.check(requests(made), made["Build"], GIVEN)
    assert str(refused.value) == "Endpoint.DeploymentConfig.AutoRollbackConfiguration.Alarms[0].AlarmName: there is no alarm errors"


def test_a_composite_alarm_is_an_alarm(stubs: dict[str, Stubber]) -> None:
    stubs["cloudwatch"].add_response("describe_alarms", {"CompositeAlarms": [{"AlarmName": "errors"}]})
    assert not lookups.is_missing("alarm", "errors")
