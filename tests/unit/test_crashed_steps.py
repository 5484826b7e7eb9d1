"""A step that is killed after any of its AWS calls, and called again as the machine's Retry does, ends as if it had never been killed."""

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from moto.sagemaker.models import sagemaker_backends

from clean_up import app as clean_up
from plan_deployment import app as plan_deployment
from plan_evaluation import app as plan_evaluation
from plan_rollback import app as plan_rollback
from scale_endpoint import app as scale_endpoint
from tests.unit.launching.crashing import check_crashes
from tests.unit.launching.serving import name_of
from tests.unit.launching.world import ROLLBACK_MACHINE, client
from tests.unit.planning import planned
from tests.unit.steps_world import NAMES, TRACKING, Steps
from validate_model import app as validate_model
from verify_endpoint import app as verify_endpoint

BUILD: dict[str, Any] = {"Stack": "churn", "Version": 3, "Verification": None, "Train": "CreateTrainingJob", "Names": NAMES}
ARTIFACT = "s3://code/artifacts/3/output/model.tar.gz"
TRAINING = {"JobName": name_of(3), "ModelArtifacts": ARTIFACT, "Metrics": {"loss": 0.2}}
SCALING = {"Autoscaling": {"MaxCapacity": 4, "InvocationsPerInstance": 70}}
NOW = {"EnteredTime": "2026-11-26T12:00:00+00:00"}
Action = Callable[[], Any]


def deployment(parameters: dict[str, Any], kind: str = "ml.m5.large", verification: str | None = None) -> Action:
    """Return Plan Deployment, and what the machine does until something is created or updated."""
    variant = {"VariantName": "AllTraffic", "ModelName": name_of(3), "InstanceType": kind, "InitialInstanceCount": 1}
    event = {
        "Build": {**BUILD, "Verification": verification},
        "Parameters": parameters,
        "EndpointConfig": {"ProductionVariants": [variant]},
        "Rehearsed": None,
    }

    def action() -> Any:
        while (found := plan_deployment.handler(event, None))["Action"] in ("WAIT", "DELETE"):
            if found["Action"] == "DELETE":
                client("sagemaker").delete_endpoint(EndpointName=found["Await"])
        return {key: value for key, value in found.items() if key != "StartedAt"}

    return action


def create(world: Steps) -> Action:
    world.take_endpoint_away()
    world.ring()
    return deployment(SCALING)


def update(world: Steps) -> Action:
    world.ring()
    world.scale()
    return deployment({})


def update_on_another_machine(world: Steps) -> Action:
    world.scale()
    return deployment({}, "ml.c5.large")


def replace(world: Steps) -> Action:
    world.scale()
    sagemaker_backends["123456789012"]["us-east-1"].endpoints["churn"].endpoint_status = "Failed"
    return deployment(SCALING)


def rehearse(world: Steps) -> Action:
    world.make("churn-rehearsal")
    return deployment({"Verification": {"When": "BEFORE", "Body": "1"}}, verification="BEFORE")


def evaluate(world: Steps) -> Action:
    client("s3").create_bucket(Bucket="data")
    client("s3").put_object(Bucket="data", Key="test/one.csv", Body=b"1,2\n")
    world.write("source.tar.gz", "source")
    document = {"Framework": "SKLEARN", "Source": {"Training": {"S3Uri": "s3://code/source.tar.gz", "EntryPoint": "train.py"}}}
    event = {**planned({**document, "Evaluation": {}}), "Training": TRAINING}
    return lambda: plan_evaluation.handler(event, None)


def validate(world: Steps, score: float = 0.9) -> Action:
    world.write("versions/v3/evaluation/new/evaluation.json", f'{{"auc": {score}}}')
    world.write("versions/v3/evaluation/old/evaluation.json", '{"auc": 0.8}')
    evaluation = {"Champion": {"Version": 2, "Metrics": None}, "Fingerprint": "f", "Sentence": ""}
    gate = {"Validation": {"Metric": "auc", "Objective": "Maximize"}}
    event = {"Build": BUILD, "Parameters": gate, "Training": TRAINING, "Resources": {"CodeBucket": "code"}, "Evaluation": evaluation}
    return lambda: validate_model.handler(event, None)


def refuse(world: Steps) -> Action:
    return validate(world, score=0.7)


def verify(world: Steps) -> Action:
    world.write("requests.jsonl", '{"Body": "1"}\n{"Body": "2"}\n')
    event = {"Endpoint": "churn", "Parameters": {"Verification": {"S3Uri": "s3://code/requests.jsonl", "ExpectContains": "body"}}}
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 900_000)
    return lambda: verify_endpoint.handler(event, context)["Requests"]  # and how long they took


def scale(world: Steps) -> Action:
    target = {"Variant": "AllTraffic", "MinCapacity": 1, "MaxCapacity": 4, "Policy": TRACKING}
    return lambda: scale_endpoint.handler({"Scaling": {"Endpoint": "churn", "Targets": [target]}}, None)


def go_back(world: Steps) -> Action:
    execution = {"Id": ROLLBACK_MACHINE.replace(":stateMachine:", ":execution:") + ":r", "Name": "r", "StartTime": "now"}
    asked = {"From": 2, "To": 1, "Reason": "r", "Launches": ["launch-9"]}
    return lambda: plan_rollback.handler({"Execution": execution, "Launch": asked}, None)


def clean(world: Steps) -> Action:
    world.make("churn-rehearsal")
    logs, of = client("logs"), {"logGroupName": "/aws/sagemaker/Endpoints/churn", "logStreamName": "AllTraffic/i-1"}
    logs.create_log_group(logGroupName=of["logGroupName"])
    logs.create_log_stream(**of)
    logs.put_log_events(**of, logEvents=[{"timestamp": int(1000 * time.time()), "message": "no such column"}])
    failure = {"State": "Await Endpoint", "Error": "EndpointFailed", "Cause": "variant AllTraffic did not pass the ping health check"}
    event = {"Build": BUILD, "Parameters": {}, "Deployment": {}, "Failure": failure}
    return lambda: clean_up.handler(event, None)


# How many AWS calls each of them makes at least: less, and it is not what its name says.
STEPS = {
    create: 6, update: 12, update_on_another_machine: 10, replace: 9, rehearse: 5, evaluate: 5,
    validate: 5, refuse: 5, verify: 4, scale: 2, go_back: 8, clean: 7,
}  # fmt: skip


def outcome(action: Action) -> Any:
    """Return what a step returns, or how it fails."""
    try:
        return action()
    except Exception as error:
        return type(error).__name__, str(error)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_a_crash_after_every_call_changes_nothing_in_the_end(step: Callable[[Steps], Action]) -> None:
    with Steps() as world:
        action, ended = step(world), []
        check_crashes(world, lambda: ended.append(outcome(action)), lambda _: (ended, world.left()), STEPS[step])
