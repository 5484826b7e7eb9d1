"""The stack's key and network are defaults of every request: the document may have its own, or none."""

from typing import Any

import pytest

from calls.endpoint_config import endpoint_config_request
from calls.evaluation import NEW, evaluation_request
from calls.model import model_request
from calls.training import training_request
from reuse.inputs import fingerprint, inputs
from tests.unit import planning

KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
NETWORK = {"Subnets": ["subnet-0a", "subnet-0b"], "SecurityGroupIds": ["sg-0a"]}
TUNED = {"HyperParameterTuningJobConfig": {"HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "accuracy"}}}
DISK = {"InstanceType": "ml.g5.xlarge"}


@pytest.fixture(autouse=True)
def company(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stack with a key and a network."""
    monkeypatch.setattr(planning, "RESOURCES", {**planning.RESOURCES, "KmsKeyArn": KEY, "VpcConfig": NETWORK})


def event(**parameters: Any) -> dict[str, Any]:
    """Return what the requests of a build are made of."""
    made = planning.planned({"Evaluation": {}, **parameters})
    return {**made, "Training": {"JobName": "churn-v1", "ModelArtifacts": "s3://code/model.tar.gz", "Metrics": {}}}


def test_a_training_is_encrypted_and_runs_in_the_network() -> None:
    request = training_request(event())
    assert request["OutputDataConfig"] == {"S3OutputPath": "s3://code/artifacts/", "KmsKeyId": KEY}
    assert request["ResourceConfig"]["VolumeKmsKeyId"] == KEY
    assert request["VpcConfig"] == NETWORK


def test_so_is_every_trial_of_a_tuning() -> None:
    made = event()
    made["Parameters"]["TuningJob"] = TUNED
    definition = training_request(made)["TrainingJobDefinition"]
    assert (definition["OutputDataConfig"]["KmsKeyId"], definition["ResourceConfig"]["VolumeKmsKeyId"]) == (KEY, KEY)
    assert definition["VpcConfig"] == NETWORK


def test_an_evaluation_is_encrypted_and_runs_in_the_network() -> None:
    request = evaluation_request(event(), NEW, "s3://code/model.tar.gz")
    assert request["ProcessingOutputConfig"]["KmsKeyId"] == KEY
    assert request["ProcessingResources"]["ClusterConfig"]["VolumeKmsKeyId"] == KEY
    assert request["NetworkConfig"] == {"VpcConfig": NETWORK}


def test_an_endpoint_is_encrypted_and_its_model_runs_in_the_network() -> None:
    assert endpoint_config_request(event())["KmsKeyId"] == KEY
    assert model_request(event())["VpcConfig"] == NETWORK


@pytest.mark.parametrize(
    "cluster",
    [
        DISK,
        {"InstanceGroups": [{"InstanceGroupName": "a", "InstanceType": "ml.m5.large", "InstanceCount": 1}, {**DISK, "InstanceCount": 1}]},
        {"InstancePreferences": [{**DISK, "Priority": 1}]},
    ],
)
def test_disks_of_an_instances_own_take_no_key(cluster: dict[str, Any]) -> None:
    made = event()
    made["Parameters"]["TrainingJob"] = {"ResourceConfig": cluster}
    request = training_request(made)
    assert "VolumeKmsKeyId" not in request["ResourceConfig"]
    assert request["OutputDataConfig"]["KmsKeyId"] == KEY


@pytest.mark.parametrize(
    "variant",
    [
        {"InstanceType": "ml.g5.xlarge", "InitialInstanceCount": 1},
        {"ServerlessConfig": {"MemorySizeInMB": 2048, "MaxConcurrency": 5}},
        {"InstancePools": [{"InstanceType": "ml.g5.xlarge"}]},
    ],
)
def test_an_endpoint_without_volumes_takes_no_key(variant: dict[str, Any]) -> None:
    made = event()
    made["Parameters"]["EndpointConfig"] = {"ProductionVariants": [{"VariantName": "a", **variant}]}
    assert "KmsKeyId" not in endpoint_config_request(made)


def test_a_serverless_endpoints_model_is_in_nobodys_network() -> None:
    variant = {"VariantName": "a", "ServerlessConfig": {"MemorySizeInMB": 2048, "MaxConcurrency": 5}}
    assert "VpcConfig" not in model_request(event(EndpointConfig={"ProductionVariants": [variant]}))


def test_the_document_has_its_own_or_none() -> None:
    other = {"Subnets": ["subnet-0c"], "SecurityGroupIds": ["sg-0c"]}
    request = training_request(event(TrainingJob={"VpcConfig": other, "ResourceConfig": {"VolumeKmsKeyId": None}}))
    assert request["VpcConfig"] == other
    assert "VolumeKmsKeyId" not in request["ResourceConfig"]
    assert "KmsKeyId" not in endpoint_config_request(event(EndpointConfig={"KmsKeyId": None}))
    assert "VpcConfig" not in model_request(event(Model={"VpcConfig": None}))


def test_without_a_key_and_a_network_requests_say_nothing_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "RESOURCES", {**planning.RESOURCES, "KmsKeyArn": None, "VpcConfig": None})
    made = event()
    asked = [training_request(made), model_request(made), endpoint_config_request(made), evaluation_request(made, NEW, "s3://code/a")]
    assert [text for text in ("KmsKey", "VpcConfig", "NetworkConfig") if text in str(asked)] == []


def test_a_training_in_another_network_is_another_unless_the_document_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {"TrainingJob": {"VpcConfig": {"Subnets": ["subnet-0c"], "SecurityGroupIds": ["sg-0c"]}}}
    before = [prints({}), prints(own)]
    monkeypatch.setattr(planning, "RESOURCES", {**planning.RESOURCES, "VpcConfig": {**NETWORK, "SecurityGroupIds": ["sg-0b"]}})
    assert prints({}) != before[0]
    assert prints(own) == before[1]


def prints(document: dict[str, Any]) -> str:
    """Return the fingerprint of the training of a document."""
    training = inputs(planning.planned(document), {}, {})["Training"]
    assert training is not None
    return fingerprint(training)
