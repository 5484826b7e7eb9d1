"""What is done again on a deployed stack when something changes, counted where it costs: images built, models trained, endpoints updated."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from examples.byod.digits import as_csv, split
from local.stack import Stack
from tests.local.conftest import DOCUMENT
from tests.local.waiting import until
from tests.local.watching import at_rest

ALWAYS = {**DOCUMENT, "Reuse": {"Training": "ALWAYS"}}
LARGER = {
    "EndpointConfig": {"ProductionVariants": [{"VariantName": "AllTraffic", "InstanceType": "ml.m5.xlarge", "InitialInstanceCount": 1}]}
}
UNREACHABLE = {"Validation": {"Metric": "validation:accuracy", "Objective": "Maximize", "Threshold": 2}}


class Cost(NamedTuple):
    """What a build has made."""

    images: int
    trainings: int
    updates: int


class Launched(NamedTuple):
    """A build that has ended: its version, its cost, and its decisions in one line each."""

    version: int
    status: str
    cost: Cost
    decisions: dict[str, str]


@pytest.fixture(scope="module")
def churn(stack: Stack) -> Iterator[Stack]:
    """The stack, with a document that takes over what it can, and a version of it that serves."""
    stack.parameters(ALWAYS)
    assert stack.build({"Parameters": {"Reuse": {"Training": "NEVER"}}})["status"] == "SUCCEEDED"
    yield stack
    stack.parameters(DOCUMENT)


def launch(stack: Stack, parameters: dict[str, Any] | None = None) -> Launched:
    """Launch a build and see what it does; what was explained before is what is decided."""
    until(lambda: at_rest(stack))
    explained = explain(stack, parameters or {})
    before = made(stack)
    done = stack.build({"Parameters": parameters or {}})
    after = made(stack)
    states = stack.account.client("stepfunctions")
    history = states.get_paginator("get_execution_history").paginate(executionArn=done["executionArn"])
    entered = [
        event["stateEnteredEventDetails"]["name"] for page in history for event in page["events"] if "stateEnteredEventDetails" in event
    ]
    updates = entered.count("Update Endpoint") + entered.count("Create Endpoint")
    version = newest(stack)
    decided = stack.record(version)["Decisions"]["M"]
    found = {part: one({key: next(iter(value.values())) for key, value in told["M"].items()}) for part, told in decided.items()}
    # A build that failed has only planned what it did not come to.
    assert {part: told.replace("PLANNED", "DONE") for part, told in found.items()} == {part: one(told) for part, told in explained.items()}
    return Launched(version, done["status"], Cost(after[0] - before[0], after[1] - before[1], updates), found)


def newest(stack: Stack) -> int:
    """Return the last version."""
    (record,) = stack.account.client("dynamodb").query(
        TableName=stack.outputs["BuildTable"],
        KeyConditionExpression="Kind = :build",
        ExpressionAttributeValues={":build": {"S": "build"}},
        ScanIndexForward=False,
        Limit=1,
        ConsistentRead=True,
    )["Items"]
    return int(record["Version"]["N"])


def one(told: dict[str, Any]) -> str:
    """Return a decision in one line."""
    version = (
        "" if told["Version"] is None or told["Version"] is True else f" {told['Version']}"
    )  # DynamoDB's JSON has {"NULL": true} for None
    return f"{told['Decision']}{version}: {told['Because']}"


def made(stack: Stack) -> tuple[int, int]:
    """Return how many images have been built for a stack, and how many models trained."""
    builds = stack.account.client("codebuild").list_builds_for_project(projectName=stack.resource("ImageProject"))["ids"]
    pages = stack.account.client("sagemaker").get_paginator("list_training_jobs").paginate(NameContains=f"{stack.name}-v")
    return len(builds), sum(len(page["TrainingJobSummaries"]) for page in pages)


def explain(stack: Stack, parameters: dict[str, Any]) -> dict[str, Any]:
    """Ask what a launch would do."""
    asked = json.dumps({"Parameters": None, "Launch": parameters, "Explain": True})
    answer = stack.account.client("lambda").invoke(FunctionName=stack.resource("CheckParametersFunction"), Payload=asked)
    decisions: dict[str, Any] = json.loads(answer["Payload"].read())["Decisions"]
    return decisions


def test_nothing_has_changed_and_nothing_is_done(churn: Stack) -> None:
    serving = churn.account.client("sagemaker").describe_endpoint(EndpointName=churn.name)
    version = newest(churn)
    image = churn.record(version)["Images"]["M"]["Training"]["M"]["Version"]["N"]
    found = launch(churn)
    assert (found.status, found.cost) == ("SUCCEEDED", Cost(0, 0, 0))
    assert found.decisions == {
        "TrainingImage": f"REUSED {image}: nothing in the repository has changed since version {image}",
        "InferenceImage": f"REUSED {image}: nothing in the repository has changed since version {image}",
        "Training": f"REUSED {version}: nothing that it depends on has changed since version {version}",
        "Evaluation": "SKIPPED: the document has no Evaluation",
        "Deployment": f"SKIPPED {version}: nothing has changed since version {version}",
    }
    assert churn.record(found.version)["Notice"]["S"] == f"nothing has changed since version {version}, which serves on."
    after = churn.account.client("sagemaker").describe_endpoint(EndpointName=churn.name)
    assert [after[key] for key in ("EndpointConfigName", "LastModifiedTime")] == [
        serving[key] for key in ("EndpointConfigName", "LastModifiedTime")
    ]


def test_another_instance_of_the_endpoint_trains_nothing(churn: Stack) -> None:
    found = launch(churn, LARGER)
    assert (found.status, found.cost) == ("SUCCEEDED", Cost(0, 0, 1))
    assert found.decisions["Deployment"] == "DONE: EndpointConfig.ProductionVariants[0].InstanceType was ml.m5.large, is ml.m5.xlarge"


def test_a_hyperparameter_trains_with_the_image_that_is_there_and_taken_back_it_does_not(churn: Stack) -> None:
    found = launch(churn, {"HyperParameters": {"C": 2.0}})
    assert (found.status, found.cost) == ("SUCCEEDED", Cost(0, 1, 1))
    assert found.decisions["Training"] == "DONE: HyperParameters.C was 1.0, is 2.0"
    back = launch(churn)
    assert (back.status, back.cost) == ("SUCCEEDED", Cost(0, 0, 1))
    assert back.decisions["Deployment"] == f"DONE: version {found.version}, which serves, has another model"


def test_an_object_that_is_new_trains_and_builds_no_image(churn: Stack) -> None:
    churn.upload("train/more.csv", as_csv(split()[0][:50]))
    found = launch(churn)
    churn.account.client("s3").delete_object(Bucket=churn.outputs["DataBucket"], Key="train/more.csv")
    assert (found.status, found.cost) == ("SUCCEEDED", Cost(0, 1, 1))
    assert found.decisions["Training"] == "DONE: train/more.csv is new"


def test_a_build_that_was_refused_does_not_pay_for_its_training_twice(churn: Stack) -> None:
    given = {"HyperParameters": {"C": 3.0}, "Reuse": {"Training": "FAILED"}}
    first = launch(churn, {**given, **UNREACHABLE})
    assert (first.status, first.cost) == ("FAILED", Cost(0, 1, 0))
    assert [first.decisions[part].split(":")[0] for part in ("Training", "Deployment")] == ["DONE", "PLANNED"]
    again = launch(churn, {**given, **UNREACHABLE})
    assert (again.status, again.cost) == ("FAILED", Cost(0, 0, 0))
    found = launch(churn, given)
    assert (found.status, found.cost) == ("SUCCEEDED", Cost(0, 0, 1))
    assert found.decisions["Training"] == (
        f"REUSED {first.version}: nothing that it depends on has changed since version {again.version}, whose build failed behind it"
    )
    paid = launch(churn, given)
    assert (paid.status, paid.cost) == ("SUCCEEDED", Cost(0, 1, 1))


def test_who_wants_everything_anew_gets_it_and_a_model_that_serves_is_not_deployed_again(churn: Stack) -> None:
    found = launch(churn, {"Reuse": {"Training": "NEVER"}})
    assert (found.status, found.cost, found.decisions["Training"]) == ("SUCCEEDED", Cost(0, 1, 1), "DONE: Reuse.Training is NEVER")
    kept = launch(churn, {"Train": False})
    assert (kept.status, kept.cost) == ("SUCCEEDED", Cost(0, 0, 0))
    assert kept.decisions["Deployment"] == f"SKIPPED {found.version}: nothing has changed since version {found.version}"


def test_a_changed_line_of_code_builds_its_image_and_trains(churn: Stack, tmp_path: Path) -> None:
    source = tmp_path / "change"
    source.mkdir()
    (source / "NOTES").write_text("one more line\n")
    churn.push(source, tmp_path)
    found = launch(churn)
    assert (found.status, found.cost) == ("SUCCEEDED", Cost(1, 1, 1))
    assert found.decisions["TrainingImage"] == f"DONE {found.version}: something in the repository has changed"
