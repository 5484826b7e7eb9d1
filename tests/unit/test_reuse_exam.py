"""A model that was taken over takes no exam that it took before, and is judged by what it scored there."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from builds import records
from endpoints import endpoint
from news.decisions import decisions
from plan_evaluation import app as plan_evaluation
from tests.unit.archives import archive
from tests.unit.histories import History, history, told
from tests.unit.planned_stack import DOCUMENT
from validate_model import app as validate_model
from validate_model.app import ModelRefused

GATE = {"Metric": "auc", "Objective": "Maximize", "Threshold": 0.8}
EXAM = {**DOCUMENT, "Evaluation": {}, "Validation": GATE}


@pytest.fixture
def churn() -> Iterator[History]:
    """Have a stack whose models take an exam."""
    with history(EXAM) as found:
        for accessor in (plan_evaluation.s3, validate_model.s3, endpoint.sagemaker):
            accessor.cache_clear()
        s3 = boto3.client("s3")
        s3.put_object(Bucket="data", Key="test/one.csv", Body=b"1,2\n")
        s3.put_object(Bucket="data", Key="source.tar.gz", Body=archive(train_py="1", evaluate_py="2"))
        yield found


def examine(churn: History, build: dict[str, Any], auc: float = 0.7) -> dict[str, Any]:
    """Go on behind the training of a build: plan the exam, take it, and be judged; return what was planned."""
    event = {**churn.made, "Training": build["Model"] or churn.trained}
    planned = plan_evaluation.handler(event, None)
    for job in planned["Jobs"]:
        place = job["ProcessingOutputConfig"]["Outputs"][0]["S3Output"]["S3Uri"].removeprefix("s3://code/")
        boto3.client("s3").put_object(Bucket="code", Key=f"{place}evaluation.json", Body=json.dumps({"auc": auc}).encode())
    try:
        validate_model.handler({**event, "Evaluation": planned}, None)
    except ModelRefused as refused:
        churn.end(build, "FAILED")
        return {**planned, "Refused": str(refused)}
    churn.end(build)
    return {**planned, "Refused": None}


def run(churn: History, parameters: dict[str, Any] | None = None, auc: float = 0.7) -> tuple[dict[str, Any], dict[str, Any]]:
    """Plan, train and judge a build; return it with what became of its exam."""
    build = churn.plan(parameters)
    churn.train(build)
    return build, examine(churn, build, auc)


def test_a_refused_model_is_refused_again_without_an_exam_and_passes_a_gate_that_is_lower(churn: History) -> None:
    assert len(run(churn)[1]["Jobs"]) == 1
    build, found = run(churn)
    assert told(build)["Evaluation"] == "REUSED 1: the model took the very same exam before"
    assert (found["Jobs"], found["Metrics"]) == ([], {"auc": 0.7})
    assert found["Refused"] == "auc of the new model is 0.7: expected at least 0.8 (Validation.Threshold)"
    build, found = run(churn, {"Validation": {**GATE, "Threshold": 0.6}})
    assert (build["Reused"], found["Jobs"], found["Refused"]) == (True, [], None)
    assert records.numbers(records.read(3)["Evaluation"]["Metrics"]) == {"auc": 0.7}


def test_another_exam_is_taken_and_then_known_though_the_model_is_an_older_builds(churn: History) -> None:
    run(churn)
    boto3.client("s3").put_object(Bucket="data", Key="test/two.csv", Body=b"3,4\n")
    build, found = run(churn)
    assert (told(build)["Evaluation"], len(found["Jobs"])) == ("DONE: the data of channel test differs", 1)
    build, found = run(churn)
    assert (told(build)["Evaluation"], found["Jobs"]) == ("REUSED 2: the model took the very same exam before", [])


def test_a_number_that_the_exam_before_did_not_bring_is_asked_for(churn: History) -> None:
    run(churn)
    build, found = run(churn, {"Validation": {**GATE, "Metric": "f1"}})
    assert len(found["Jobs"]) == 1
    # What was decided before anybody could know is put right.
    recorded = decisions(records.read(2))
    assert recorded and recorded["Evaluation"] == {
        "Decision": "DONE",
        "Version": None,
        "Because": "the model has not taken this very exam before",
    }
    assert told(build)["Training"].startswith("REUSED 1")


def test_a_model_that_is_trained_now_takes_its_exam(churn: History) -> None:
    run(churn)
    build, found = run(churn, {"HyperParameters": {"C": 2}})
    assert (told(build)["Evaluation"], len(found["Jobs"])) == ("DONE: the model is new", 1)
