"""Check Parameters: whoever asks gets what Plan Build would say, and nothing is written."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from builds import table
from check_parameters import app
from tests.unit.planned_stack import DOCUMENT, planned_stack, stored, write

CONTEXT = SimpleNamespace(invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:churn-CheckParameters")


@pytest.fixture(autouse=True)
def stack() -> Iterator[None]:
    with planned_stack():
        yield


def check(parameters: Any = None, launch: Any = None) -> dict[str, Any]:
    return app.handler({"Parameters": parameters, "Launch": launch or {}}, CONTEXT)


def test_the_document_of_the_stack_is_checked_and_nothing_is_written() -> None:
    before = stored()
    assert check() == {"Parameters": DOCUMENT}
    assert before == stored() == {"items": [], "keys": []}


def test_a_document_that_is_given_is_checked_in_its_place_with_a_launchs_changes_over_it() -> None:
    write("no JSON")
    assert check(DOCUMENT, {"HyperParameters": {"C": None, "epochs": 2}}) == {"Parameters": {**DOCUMENT, "HyperParameters": {"epochs": 2}}}


def test_a_document_that_says_nothing_has_the_stacks_framework() -> None:
    images = {"Training": {"Image": "999999999999.dkr.ecr.us-east-1.amazonaws.com/churn:1"}}
    assert check({"Images": images}) == {"Parameters": {"Framework": "BYOD", "Images": images}}


@pytest.mark.parametrize(
    ("document", "error", "cause"),
    [
        ({"Framwork": "SKLEARN"}, "InvalidParameters", "Framwork: unknown key; did you mean Framework?"),
        ([], "InvalidParameters", "Parameters: expected an object, got []"),
        (
            {**DOCUMENT, "TrainingJob": {"StoppingCondition": {"MaxRuntimeInSeconds": 0}}},
            "InvalidRequest",
            "TrainingJob.StoppingCondition.MaxRuntimeInSeconds: expected at least 1, got 0",
        ),
        (
            {**DOCUMENT, "Source": {"Training": {"S3Uri": "s3://data/source.tar.gz", "EntryPoint": "fit.py"}}},
            "MissingSource",
            "Source.Training.EntryPoint: there is no file fit.py in s3://data/source.tar.gz; it holds train.py",
        ),
        (
            {**DOCUMENT, "Channels": {"train": "s3://data/elsewhere/"}},
            "MissingData",
            "channel train: there is no object under s3://data/elsewhere/; upload the training data there",
        ),
        (
            {"Framework": "AMAZON", "Algorithm": "xgboost", "Train": False},
            "InvalidParameters",
            "ModelDataUrl: required with Train: false as long as no build has trained a model",
        ),
    ],
)
def test_what_a_build_would_be_refused_for_is_told_in_its_words(document: Any, error: str, cause: str) -> None:
    assert check(document) == {"Refused": {"Error": error, "Cause": cause}}


def test_a_launch_that_is_no_object_is_refused_and_so_is_a_wish_that_cannot_be_one() -> None:
    cause = 'Parameters: expected an object, got "C=1"'
    assert check(launch="C=1") == {"Refused": {"Error": "InvalidParameters", "Cause": cause}}
    cause = "Promote.Version: expected an integer, got true"
    assert check(launch={"Promote": {"Stack": "churn-dev", "Version": True}}) == {"Refused": {"Error": "InvalidParameters", "Cause": cause}}


def test_a_document_that_cannot_be_read_is_refused() -> None:
    write("{")
    (sentence,) = check()["Refused"]["Cause"].splitlines()
    assert sentence.startswith("the parameter document (SSM parameter /churn/parameters) is not JSON: ")


def test_a_data_bucket_without_data_is_told() -> None:
    boto3.client("s3").delete_object(Bucket="data", Key="train/one.csv")
    cause = "channel train: there is no object under s3://data/train/; upload the training data there"
    assert check() == {"Refused": {"Error": "MissingData", "Cause": cause}}


def test_names_are_as_long_as_those_of_the_next_build() -> None:
    document = {
        "Framework": "AMAZON",
        "Algorithm": "xgboost",
        "TuningJob": {
            "HyperParameterTuningJobConfig": {
                "HyperParameterTuningJobObjective": {"Type": "Minimize", "MetricName": "validation:rmse"},
                "ParameterRanges": {"IntegerParameterRanges": [{"Name": "max_depth", "MinValue": "3", "MaxValue": "9"}]},
            }
        },
    }
    assert "Parameters" in check(document)
    table.change_launch(lambda state: {**state, "LastVersion": 9_999_999_999_999_999})
    assert check(document)["Refused"]["Cause"] == (
        "TuningJob: the names of tuning jobs have at most 32 characters, and churn-v10000000000000000-00000000 has 33: "
        "deploy a stack with a shorter name"
    )
