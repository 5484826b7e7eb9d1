"""Who passes the gate and who does not, and in which words."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from builds import records
from endpoints import endpoint
from tests.unit.planned_stack import planned_stack
from validate_model import app
from validate_model.app import ModelRefused
from validate_model.scores import InvalidEvaluation, Scores, kept, read
from validate_model.verdict import Champion, verdict

NOBODY = Champion(None, Scores({}, {}), "no version serves yet")
MORE = {"Metric": "auc", "Objective": "Maximize"}
LESS = {"Metric": "auc", "Objective": "Minimize"}


def champion(**numbers: float) -> Champion:
    return Champion(12, Scores(numbers, {}), "")


@pytest.mark.parametrize(
    ("validation", "new", "old", "passes", "sentence"),
    [
        (None, {"auc": 0.1}, champion(auc=0.9), True, ""),
        (MORE, {"auc": 0.91}, champion(auc=0.9), True, "auc is 0.91, and 0.9 of version 12, which serves"),
        (MORE, {"auc": 0.9}, champion(auc=0.9), True, "auc is 0.9, and 0.9 of version 12, which serves"),
        (
            MORE,
            {"auc": 0.89},
            champion(auc=0.9),
            False,
            "auc of the new model is 0.89, and 0.9 of version 12, which serves: expected at least 0.9",
        ),
        (
            LESS,
            {"auc": 0.91},
            champion(auc=0.9),
            False,
            "auc of the new model is 0.91, and 0.9 of version 12, which serves: expected at most 0.9",
        ),
        (LESS, {"auc": 0.89}, champion(auc=0.9), True, "auc is 0.89, and 0.9 of version 12, which serves"),
        # In binary, 0.8 - 0.1 is more than 0.7.
        ({**MORE, "Tolerance": 0.1}, {"auc": 0.7}, champion(auc=0.8), True, "auc is 0.7, and 0.8 of version 12, which serves"),
        (
            {**MORE, "Tolerance": 0.1},
            {"auc": 0.69},
            champion(auc=0.8),
            False,
            "auc of the new model is 0.69, and 0.8 of version 12, which serves: expected at least 0.7 (Validation.Tolerance 0.1)",
        ),
        ({**LESS, "Tolerance": 2}, {"auc": 3}, champion(auc=1), True, "auc is 3, and 1 of version 12, which serves"),
        ({**MORE, "Threshold": 0.9}, {"auc": 0.9}, NOBODY, True, "auc is 0.9"),
        (
            {**MORE, "Threshold": 0.9},
            {"auc": 0.89},
            NOBODY,
            False,
            "auc of the new model is 0.89: expected at least 0.9 (Validation.Threshold)",
        ),
        (
            {**LESS, "Threshold": 0.9},
            {"auc": 0.91},
            NOBODY,
            False,
            "auc of the new model is 0.91: expected at most 0.9 (Validation.Threshold)",
        ),
        # With a Threshold, the champion's number is told, and asked for only where the document says so.
        ({**MORE, "Threshold": 0.5}, {"auc": 0.6}, champion(auc=0.9), True, "auc is 0.6, and 0.9 of version 12, which serves"),
        (
            {**MORE, "Threshold": 0.5, "BeatChampion": True},
            {"auc": 0.6},
            champion(auc=0.9),
            False,
            "auc of the new model is 0.6, and 0.9 of version 12, which serves: expected at least 0.9",
        ),
        (MORE, {"auc": 0.1}, NOBODY, True, "auc is 0.1, and it was not compared: no version serves yet"),
        (MORE, {"auc": 0.1}, champion(f1=0.9), True, "auc is 0.1, and it was not compared: version 12, which serves, has no such number"),
        (MORE, {}, NOBODY, False, "Validation.Metric: the new model has no number auc, and no other either"),
        (
            {**MORE, "Metric": "accuracy"},
            {"rows": 9, "classification_metrics.accuracy.value": 0.9, "classification_metrics.f1.value": 0.9, "x": 1},
            NOBODY,
            False,
            "Validation.Metric: the new model has no number accuracy; it has classification_metrics.accuracy.value, "
            "classification_metrics.f1.value, rows",
        ),
    ],
)
def test_the_gate(validation: Any, new: dict[str, float], old: Champion, passes: bool, sentence: str) -> None:
    found = verdict(validation, Scores(new, {}), old)
    assert (found.passes, found.sentence) == (passes, sentence)


@pytest.mark.parametrize(
    ("new", "old", "words"),
    [
        (0.9712345678, 0.8, "auc is 0.9712, and 0.8 of version 12, which serves"),
        (0.97123459, 0.9712345, "auc is 0.97123459, and 0.9712345 of version 12, which serves"),
        (0.2500000000000002, 0.25, "auc is 0.2500000000000002, and 0.25 of version 12, which serves"),
    ],
)
def test_numbers_have_as_few_digits_as_tell_them_apart(new: float, old: float, words: str) -> None:
    assert verdict(MORE, Scores({"auc": new}, {}), champion(auc=old)).sentence == words


def test_a_number_that_is_none_is_refused_by_its_name() -> None:
    assert verdict(MORE, read('{"auc": NaN}', "the new model"), NOBODY).sentence == (
        "Validation.Metric: auc of the new model is NaN, which is no number"
    )


def test_a_champion_whose_number_is_none_is_not_compared() -> None:
    old = Champion(12, read('{"auc": -Infinity}', "version 12"), "")
    assert verdict(MORE, Scores({"auc": 0.1}, {}), old).passes


def test_any_nested_json_has_numbers_at_dotted_paths() -> None:
    text = '\ufeff{"regression_metrics": {"mse": {"value": 4.5, "standard_deviation": 2}}, "roc": [0, 0.5], "note": "x", "done": true, "no": null}'
    assert read(text, "the new model") == Scores(
        {"regression_metrics.mse.value": 4.5, "regression_metrics.mse.standard_deviation": 2, "roc.0": 0, "roc.1": 0.5}, {}
    )
    assert read("[]", "the new model") == Scores({}, {})
    assert read('{"a": 1e999, "b": 1' + "0" * 400 + "}", "the new model").strange == {"a": "Infinity", "b": "Infinity"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Evaluation: evaluation.json of version 7 is not JSON: Expecting value: line 1 column 1 (char 0)"),
        ("mse: 4", "Evaluation: evaluation.json of version 7 is not JSON: Expecting value: line 1 column 1 (char 0)"),
        ("[" * 100_000, "Evaluation: evaluation.json of version 7 is nested more than 100 levels deep"),
        ("[" * 200 + "]" * 200, "Evaluation: evaluation.json of version 7 is nested more than 100 levels deep"),
    ],
)
def test_what_is_no_evaluation_is_told(text: str, words: str) -> None:
    with pytest.raises(InvalidEvaluation) as told:
        read(text, "version 7")
    assert str(told.value) == words


def test_a_hundred_numbers_are_kept_and_the_one_that_is_judged() -> None:
    numbers = {f"n{index}": float(index) for index in range(300)} | {"x" * 300: 1.0}
    found = kept(numbers, "n250")
    assert len(found) == 101
    assert found["n250"] == 250.0
    assert "x" * 300 not in found


@pytest.fixture
def s3() -> Iterator[Any]:
    """A stack on whose endpoint nothing serves yet."""
    with planned_stack():
        app.s3.cache_clear()
        endpoint.sagemaker.cache_clear()
        yield boto3.client("s3")
    app.s3.cache_clear()
    endpoint.sagemaker.cache_clear()


def event(parameters: dict[str, Any], evaluation: Any = None, **build: Any) -> dict[str, Any]:
    names = {"Endpoint": "churn"}
    return {
        "Build": {"Version": 7, "Train": "CreateTrainingJob", "Names": names, **build},
        "Parameters": parameters,
        "Resources": {"CodeBucket": "code"},
        "Training": {"JobName": "j", "ModelArtifacts": "s3://code/new/model.tar.gz", "Metrics": {"off": 0.5}},
        "Evaluation": evaluation,
    }


def planned(version: int | None, metrics: Any = None) -> dict[str, Any]:
    return {
        "Jobs": [],
        "Champion": None if version is None else {"Version": version, "Metrics": metrics},
        "Fingerprint": "f00",
        "Sentence": "no version serves yet" if version is None else "",
    }


def write(s3: Any, which: str, text: str) -> None:
    s3.put_object(Bucket="code", Key=f"versions/v7/evaluation/{which}/evaluation.json", Body=text.encode())


def test_what_both_scored_is_told_and_kept(s3: Any) -> None:
    write(s3, "new", '{"auc": 0.9}')
    write(s3, "old", '{"auc": 0.8}')
    sentence = "auc is 0.9, and 0.8 of version 3, which serves"
    assert app.handler(event({"Validation": MORE}, planned(3)), None) == {
        "Metrics": {"auc": 0.9},
        "Champion": {"Version": 3, "Metrics": {"auc": 0.8}},
        "Metric": "auc",
        "Sentence": sentence,
    }
    record = records.read(7)
    assert {key: json.loads(json.dumps(value, default=float)) for key, value in record["Evaluation"].items()} == {
        "Metrics": {"auc": 0.9}, "Champion": {"auc": 0.8}, "ChampionVersion": 3, "Fingerprint": "f00", "Sentence": sentence,
    }  # fmt: skip
    assert records.numbers(record["Metrics"]) == {"off": 0.5, "auc": 0.9}


def test_a_refused_model_is_kept_with_both_numbers(s3: Any) -> None:
    write(s3, "new", '{"auc": 0.7}')
    with pytest.raises(ModelRefused, match=r"auc of the new model is 0.7, and 0.8 of version 3, which serves: expected at least 0.8"):
        app.handler(event({"Validation": MORE}, planned(3, {"auc": 0.8})), None)
    record = records.read(7)
    assert records.numbers(record["Evaluation"]["Metrics"]) == {"auc": 0.7}
    assert records.artifact_of(record) == "s3://code/new/model.tar.gz"


def test_a_model_that_somebody_has_chosen_is_judged_and_deployed_all_the_same(s3: Any) -> None:
    write(s3, "new", '{"auc": 0.7}')
    chosen = event({"Validation": MORE, "Train": False, "ModelVersion": 2}, planned(3, {"auc": 0.8}), Train=None, ModelVersion=2)
    assert app.handler(chosen, None)["Sentence"] == (
        "auc of the new model is 0.7, and 0.8 of version 3, which serves: expected at least 0.8; "
        "it is deployed all the same, for Train: false asks for this very model"
    )
    from_elsewhere = event(
        {"Validation": MORE, "Train": False, "ModelDataUrl": "s3://m/model.tar.gz"}, planned(3, {"auc": 0.8}), Train=None
    )
    with pytest.raises(ModelRefused):
        app.handler(from_elsewhere, None)


def test_a_program_that_leaves_nothing_or_too_much_is_told(s3: Any) -> None:
    where = "s3://code/versions/v7/evaluation/new/evaluation.json"
    with pytest.raises(InvalidEvaluation) as told:
        app.handler(event({}, planned(None)), None)
    assert str(told.value) == f"Evaluation: the program has left no evaluation.json in /opt/ml/processing/evaluation ({where} is not there)"
    write(s3, "new", json.dumps("x" * 2**20))
    with pytest.raises(InvalidEvaluation) as told:
        app.handler(event({}, planned(None)), None)
    assert str(told.value) == f"Evaluation: expected at most 1048576 bytes in evaluation.json, got 1048578 ({where})"


def test_without_an_exam_the_trainings_metric_is_compared_with_that_of_the_model_that_serves(s3: Any) -> None:
    validation = {"Validation": {"Metric": "off", "Objective": "Minimize"}}
    assert app.handler(event(validation), None)["Sentence"] == "off is 0.5, and it was not compared: no version serves yet"
    serve("churn-v5-0a1b2c3d")
    assert app.handler(event(validation), None)["Sentence"] == (
        "off is 0.5, and it was not compared: endpoint churn runs churn-v5-0a1b2c3d, which no build of this stack has made"
    )
    # Version 5 deployed what version 4 had trained.
    records.note(4, {"Metrics": {"off": 0.25}})
    records.note(5, {"Metrics": {}, "ModelVersion": 4, "Names": {"EndpointConfig": "churn-v5-0a1b2c3d"}})
    with pytest.raises(ModelRefused, match=r"off of the new model is 0.5, and 0.25 of version 5, which serves: expected at most 0.25"):
        app.handler(event(validation), None)


def serve(config: str) -> None:
    """Have an endpoint that runs a configuration."""
    sagemaker = boto3.client("sagemaker")
    sagemaker.create_model(ModelName="m", ExecutionRoleArn="arn:aws:iam::123456789012:role/hosting", PrimaryContainer={"Image": "i"})
    variant = {"VariantName": "AllTraffic", "ModelName": "m", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    sagemaker.create_endpoint_config(EndpointConfigName=config, ProductionVariants=[variant])
    sagemaker.create_endpoint(EndpointName="churn", EndpointConfigName=config)
