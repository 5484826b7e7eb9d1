"""Both models take the same exam: a worse one is refused with both numbers, and the endpoint is untouched."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from local.launcher import LocalAws
from local.stack import Stack
from tests.local import forbidden
from tests.local.life import archive
from tests.local.packaged import deploy
from tests.local.test_processing import EVALUATE
from tests.local.waiting import until

METRIC = "regression_metrics.mse.value"
# A line that is off by as much as the hyperparameter says: its mean squared error is known beforehand.
TRAIN = """
import json, os, pickle
from sklearn.linear_model import LinearRegression
def model_fn(folder):
    return pickle.load(open(folder + "/line.pkl", "rb"))
if __name__ == "__main__":
    off = float(json.loads(os.environ["SM_HPS"])["off"])
    print(f"off={off}")
    line = LinearRegression().fit([[0], [4]], [off, 4 + off])
    pickle.dump(line, open(os.environ["SM_MODEL_DIR"] + "/line.pkl", "wb"))
"""
EASY = b"0,0\n4,4\n"
HARD = b"1,0\n-1,0\n5,4\n3,4\n"  # beside the line by one: no model can be right
METRICS = {"AlgorithmSpecification": {"MetricDefinitions": [{"Name": "off", "Regex": "off=([0-9.]+)"}]}}


class Ended(NamedTuple):
    """How a build ended, which jobs it started, and what serves then."""

    status: str
    cause: str
    record: dict[str, Any]
    jobs: list[str]
    serves: str


@pytest.fixture(scope="module")
def stack(aws: LocalAws, built: Path) -> Stack:
    """A stack whose models take exams."""
    stack = Stack(aws, "exam")
    deploy(stack, built)
    bucket = stack.outputs["DataBucket"]
    stack.upload("train/any.csv", b"0,0\n")
    stack.upload("test/test.csv", EASY)
    stack.upload("source.tar.gz", archive({"train.py": TRAIN, "evaluate.py": EVALUATE}))
    stack.parameters(
        {
            "Framework": "SKLEARN",
            "Source": {"Training": {"S3Uri": f"s3://{bucket}/source.tar.gz", "EntryPoint": "train.py"}},
            "TrainingJob": METRICS,
            "Evaluation": {},
            "Validation": {"Metric": METRIC, "Objective": "Minimize"},
        }
    )
    return stack


@pytest.fixture(scope="module")
def story(stack: Stack) -> dict[str, Ended]:
    """The stack's builds, one after the other; each is called after what it shows."""
    told = {"the first": ended(stack, {"HyperParameters": {"off": 0.5}}), "a worse one": ended(stack, {"HyperParameters": {"off": 1.0}})}
    stack.upload("test/test.csv", HARD)
    told["a better one, a harder exam"] = ended(stack, {"HyperParameters": {"off": 0.25}})
    told["an earlier one"] = ended(stack, {"Train": False, "ModelVersion": 2})
    told["by its training"] = ended(
        stack,
        {"HyperParameters": {"off": 2.0}, "Evaluation": None, "Validation": {"Metric": "off", "Threshold": 1.5, "BeatChampion": True}},
    )
    return told


def ended(stack: Stack, parameters: dict[str, Any]) -> Ended:
    """Build, and return how that ended."""
    sagemaker, before = stack.account.client("sagemaker"), jobs(stack)
    done = stack.build({"Parameters": parameters})
    version = len(stack.executions())
    until(lambda: "EndedAt" in stack.record(version))
    serves = sagemaker.describe_endpoint(EndpointName=stack.name)["EndpointConfigName"]
    return Ended(done["status"], done.get("cause", ""), stack.record(version), sorted(jobs(stack) - before), serves)


def jobs(stack: Stack) -> set[str]:
    """Return version and model of every processing job."""
    found = stack.account.client("sagemaker").list_processing_jobs(NameContains=f"{stack.name}-v")["ProcessingJobSummaries"]
    return {f"{name.split('-')[1]} {name.split('-')[3]}" for name in (job["ProcessingJobName"] for job in found)}


def evaluation(build: Ended) -> dict[str, Any]:
    """Return the evaluation in a build's record."""
    found = build.record["Evaluation"]["M"]
    return {
        "new": float(found["Metrics"]["M"][METRIC]["N"]),
        "old": float(found["Champion"]["M"][METRIC]["N"]) if "M" in found["Champion"] else None,
        "old version": found["ChampionVersion"].get("N"),
    }


def test_the_first_model_takes_the_exam_alone(story: dict[str, Ended]) -> None:
    first = story["the first"]
    assert (first.status, first.cause, first.jobs) == ("SUCCEEDED", "", ["v1 new"])
    assert evaluation(first) == {"new": pytest.approx(0.25), "old": None, "old version": None}
    assert first.record["Metrics"]["M"].keys() == {"off", METRIC, "regression_metrics.mse.standard_deviation"}


def test_a_worse_model_is_refused_with_both_numbers_and_the_endpoint_is_untouched(story: dict[str, Ended]) -> None:
    worse = story["a worse one"]
    assert (worse.status, worse.record["Error"]["S"]) == ("FAILED", "ModelRefused")
    assert worse.cause == (f"Validate Model: {METRIC} of the new model is 1, and 0.25 of version 1, which serves: expected at most 0.25")
    assert worse.serves == story["the first"].serves
    assert evaluation(worse) == {"new": pytest.approx(1.0), "old": pytest.approx(0.25), "old version": "1"}


def test_who_has_taken_the_very_same_exam_does_not_take_it_again(story: dict[str, Ended]) -> None:
    assert story["a worse one"].jobs == ["v2 new"]


def test_a_better_model_in_a_harder_exam_is_compared_with_what_the_other_scores_there(story: dict[str, Ended]) -> None:
    better = story["a better one, a harder exam"]
    assert (better.status, better.cause, better.jobs) == ("SUCCEEDED", "", ["v3 new", "v3 old"])
    assert evaluation(better) == {"new": pytest.approx(1.0625), "old": pytest.approx(1.25), "old version": "1"}
    assert better.serves != story["the first"].serves


def test_a_refused_model_can_be_deployed_by_its_version(story: dict[str, Ended]) -> None:
    chosen = story["an earlier one"]
    assert (chosen.status, chosen.cause, chosen.jobs) == ("SUCCEEDED", "", ["v4 new"])
    assert chosen.record["ModelArtifacts"] == story["a worse one"].record["ModelArtifacts"]
    assert "deployed all the same" in json.dumps(chosen.record["Evaluation"])
    assert evaluation(chosen) == {"new": pytest.approx(2.0), "old": pytest.approx(1.0625), "old version": "3"}


def test_without_an_exam_a_metric_of_the_training_is_judged(story: dict[str, Ended]) -> None:
    judged = story["by its training"]
    assert (judged.status, judged.jobs) == ("FAILED", [])
    assert (
        judged.cause
        == "Validate Model: off of the new model is 2, and 1 of version 4, which serves: expected at most 1.5 (Validation.Threshold)"
    )
    assert judged.serves == story["an earlier one"].serves


# Tries to break out where it trains, where it is evaluated and where it serves, and says what it came to.
BREAKING_OUT = """
import os
def model_fn(folder):
    return json.load(open(folder + "/trained.json"))
def input_fn(text, kind):
    return text
def predict_fn(text, trained):
    return {"trained": trained, "serving": tried()}
def output_fn(found, accept):
    return json.dumps(found)
if __name__ == "__main__":
    json.dump(tried(), open(os.environ["SM_MODEL_DIR"] + "/trained.json", "w"))
"""
EXAM = """
import os
os.makedirs("/opt/ml/processing/evaluation", exist_ok=True)
found = tried()
print(json.dumps(found))
json.dump({"tried": found["tried"], "not_refused": len(found["not refused"])}, open("/opt/ml/processing/evaluation/evaluation.json", "w"))
"""


@pytest.fixture(scope="module")
def intruder(aws: LocalAws, stack: Stack) -> Stack:
    """The stack, on which a program of a user serves that has tried all that it must not do."""
    aws.client("s3").create_bucket(Bucket="another-databucket")
    aws.client("s3").put_object(Bucket="another-databucket", Key="train/secret.csv", Body=b"1")
    tries = forbidden.program(stack, "another-databucket")
    stack.upload("intruder.tar.gz", archive({"train.py": tries + BREAKING_OUT, "evaluate.py": tries + EXAM}))
    source = {"Training": {"S3Uri": f"s3://{stack.outputs['DataBucket']}/intruder.tar.gz", "EntryPoint": "train.py"}}
    done = stack.build({"Parameters": {"Source": source, "Validation": None}})
    assert (done["status"], done.get("cause")) == ("SUCCEEDED", None)
    return stack


def test_a_users_program_reaches_nothing_that_is_not_its_own_wherever_it_runs(intruder: Stack) -> None:
    tries = len(forbidden.calls(intruder, "another-databucket"))
    found = json.loads(intruder.invoke(b"now"))
    assert tries > 30
    assert found == {where: {"tried": tries, "not refused": {}} for where in ("trained", "serving")}
    metrics = intruder.record(len(intruder.executions()))["Evaluation"]["M"]["Metrics"]["M"]
    assert (metrics["tried"], metrics["not_refused"]) == ({"N": str(tries)}, {"N": "0"})


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("TrainingRole", {"write artifacts", "write a score", "write what an evaluation leaves", "write its training's words"}),
        ("ModelRole", set()),
        ("ImageProjectRole", {"read the code", "push an image"}),
    ],
)
def test_the_roles_of_a_users_code_may_do_nothing_else_of_all_this(intruder: Stack, aws: LocalAws, role: str, may: set[str]) -> None:
    assert len(forbidden.questions(intruder)) > 50
    assert forbidden.allowed(aws, intruder, role) == may
