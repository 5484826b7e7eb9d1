"""What a build leaves behind that never came past Clean Up: an execution that was stopped, ran out of time, or failed where nothing catches."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from builds import records
from tests.unit.launching.world import World

NAME = "churn-v1-0a1b2c3d"
NAMES = {"TrainingJob": NAME, "TuningJob": NAME, "Model": NAME, "EndpointConfig": NAME, "Endpoint": "churn"}
ROLE = "arn:aws:iam::123456789012:role/r"
VARIANT = {"VariantName": "AllTraffic", "ModelName": NAME, "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}


@pytest.fixture
def world() -> Iterator[World]:
    """A build that has trained, and made its model and its configuration."""
    with World() as made:
        made.message({"Reason": "first"})
        made.deliver_launches()
        made.deliver_events()
        train(NAME)
        client = boto3.client("sagemaker")
        client.create_model(ModelName=NAME, ExecutionRoleArn=ROLE, PrimaryContainer={"Image": "i"})
        client.create_endpoint_config(EndpointConfigName=NAME, ProductionVariants=[VARIANT])
        records.write_running(1, {"Names": NAMES, "Train": "CreateTrainingJob"})
        yield made


def train(name: str) -> None:
    boto3.client("sagemaker").create_training_job(
        TrainingJobName=name,
        AlgorithmSpecification={"TrainingImage": "i", "TrainingInputMode": "File"},
        RoleArn=ROLE,
        OutputDataConfig={"S3OutputPath": "s3://code/artifacts"},
        ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
        StoppingCondition={"MaxRuntimeInSeconds": 60},
    )


def left() -> dict[str, Any]:
    client = boto3.client("sagemaker")
    return {
        "models": [found["ModelName"] for found in client.list_models()["Models"]],
        "configs": [found["EndpointConfigName"] for found in client.list_endpoint_configs()["EndpointConfigs"]],
    }


@pytest.mark.parametrize("how", ["FAILED", "TIMED_OUT", "ABORTED"])
def test_model_and_configuration_are_removed_and_the_training_is_kept(world: World, how: str) -> None:
    world.end(world.running()[0], how)
    world.deliver_events()
    assert left() == {"models": [], "configs": []}
    assert str(records.read(1)["ModelArtifacts"]).startswith("s3://code/artifacts/")
    assert records.last_trained() == records.read(1)


def test_what_the_endpoint_uses_stays(world: World) -> None:
    boto3.client("sagemaker").create_endpoint(EndpointName="churn", EndpointConfigName=NAME)
    world.end(world.running()[0], "ABORTED")
    world.deliver_events()
    assert left() == {"models": [NAME], "configs": [NAME]}


def test_a_success_and_a_redriven_attempt_keep_theirs(world: World) -> None:
    world.end(world.running()[0], "ABORTED")
    late = world.events.pop()
    world.redrive(next(iter(world.executions)))
    world.deliver_events()
    world.events.append(late)
    world.deliver_events()
    assert left() == {"models": [NAME], "configs": [NAME]}
    world.end(world.running()[0])
    world.deliver_events()
    assert left() == {"models": [NAME], "configs": [NAME]}


def test_a_build_that_has_not_trained_has_no_artifact(world: World) -> None:
    records.write_running(1, {"Names": {**NAMES, "TrainingJob": "churn-v1-never"}})
    world.end(world.running()[0], "ABORTED")
    world.deliver_events()
    assert world.events == []
    assert records.last_trained() is None


def test_the_newest_artifact_is_that_of_the_newest_training_not_of_a_build_that_only_deployed(world: World) -> None:
    records.write_end(1, {"Status": "FAILED", "ModelArtifacts": "s3://code/trained.tar.gz", "EndedAt": "now"})
    records.write_end(2, {"Status": "SUCCEEDED", "Train": None, "ModelArtifacts": "s3://old/model.tar.gz", "EndedAt": "now"})
    assert (records.last_trained() or {})["ModelArtifacts"] == "s3://code/trained.tar.gz"
