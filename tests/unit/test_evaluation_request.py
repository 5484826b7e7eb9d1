"""The CreateProcessingJob requests: what a program finds where SageMaker's own examples look for it."""

from typing import Any

import pytest

from calls.evaluation import NEW, OLD, UNPACK_AND_RUN, checked_evaluation
from tests.unit.planning import planned, refusal

SOURCE = {"Training": {"S3Uri": "s3://code/source.tar.gz", "EntryPoint": "train.py"}}
ARTIFACT = "s3://code/artifacts/churn-v1-0a1b2c3d/output/model.tar.gz"
SKLEARN = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"


def request(document: Any, which: str = NEW) -> dict[str, Any]:
    return checked_evaluation(planned(document), which, ARTIFACT, "us-east-1")


def test_a_container_is_told_to_evaluate() -> None:
    assert request({"Evaluation": {}}) == {
        "ProcessingJobName": "churn-v1-0a1b2c3d-new",
        "AppSpecification": {
            "ImageUri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:v1-training",
            "ContainerEntrypoint": ["evaluate"],
        },
        "ProcessingInputs": [
            {
                "InputName": "model",
                "S3Input": {"S3Uri": ARTIFACT, "LocalPath": "/opt/ml/processing/model", "S3DataType": "S3Prefix", "S3InputMode": "File"},
            },
            {
                "InputName": "test",
                "S3Input": {
                    "S3Uri": "s3://data/test/",
                    "LocalPath": "/opt/ml/processing/test",
                    "S3DataType": "S3Prefix",
                    "S3InputMode": "File",
                },
            },
        ],
        "ProcessingOutputConfig": {
            "Outputs": [
                {
                    "OutputName": "evaluation",
                    "S3Output": {
                        "S3Uri": "s3://code/versions/v1/evaluation/new/",
                        "LocalPath": "/opt/ml/processing/evaluation",
                        "S3UploadMode": "EndOfJob",
                    },
                }
            ]
        },
        "ProcessingResources": {"ClusterConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30}},
        "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
        "RoleArn": "arn:aws:iam::123456789012:role/training",
        "Tags": [{"Key": "sagebuild:stack", "Value": "churn"}, {"Key": "sagebuild:version", "Value": "1"}],
    }


def test_the_old_models_job_differs_in_its_name_its_model_and_where_its_result_is() -> None:
    new, old = request({"Evaluation": {}}), request({"Evaluation": {}}, OLD)
    assert {key for key in new if new[key] != old[key]} == {"ProcessingJobName", "ProcessingOutputConfig"}
    assert old["ProcessingJobName"] == "churn-v1-0a1b2c3d-old"
    assert old["ProcessingOutputConfig"]["Outputs"][0]["S3Output"]["S3Uri"] == "s3://code/versions/v1/evaluation/old/"


def test_the_longest_stacks_jobs_have_names_that_sagemaker_takes() -> None:
    made = planned({"Evaluation": {}}, stack="c" * 60)
    assert len(checked_evaluation(made, NEW, ARTIFACT)["ProcessingJobName"]) == 63


def test_a_source_brings_evaluate_py() -> None:
    found = request({"Framework": "SKLEARN", "Source": SOURCE, "Evaluation": {}})
    assert found["AppSpecification"]["ContainerEntrypoint"] == ["bash", "-c", UNPACK_AND_RUN, "evaluate"]
    assert len(UNPACK_AND_RUN) <= 256
    assert found["AppSpecification"]["ImageUri"] == SKLEARN
    assert found["ProcessingInputs"][2]["S3Input"] == {
        "S3Uri": "s3://code/source.tar.gz",
        "LocalPath": "/opt/ml/processing/input/code",
        "S3DataType": "S3Prefix",
        "S3InputMode": "File",
    }


def test_without_a_training_the_serving_source_and_image_evaluate() -> None:
    found = request({"Framework": "SKLEARN", "Source": {"Inference": SOURCE["Training"]}, "Train": False, "Evaluation": {}})
    assert found["AppSpecification"]["ImageUri"] == SKLEARN
    assert [item["InputName"] for item in found["ProcessingInputs"]] == ["model", "test", "code"]


def test_inputs_are_merged_by_their_names_and_others_are_added() -> None:
    more = {
        "InputName": "baseline",
        "S3Input": {"S3Uri": "s3://mine/baseline/", "S3DataType": "S3Prefix", "LocalPath": "/opt/ml/processing/b"},
    }
    given = {"ProcessingInputs": [{"InputName": "test", "S3Input": {"S3Uri": "s3://mine/2026/"}}, more]}
    found = request({"Evaluation": given})["ProcessingInputs"]
    assert [(item["InputName"], item["S3Input"]["S3Uri"], item["S3Input"]["LocalPath"]) for item in found] == [
        ("model", ARTIFACT, "/opt/ml/processing/model"),
        ("test", "s3://mine/2026/", "/opt/ml/processing/test"),
        ("baseline", "s3://mine/baseline/", "/opt/ml/processing/b"),
    ]


def test_nobody_can_have_another_model_evaluated_or_the_result_written_elsewhere() -> None:
    elsewhere = {"S3Uri": "s3://mine/x/"}
    given = {
        "ProcessingInputs": [{"InputName": "model", "S3Input": {**elsewhere, "LocalPath": "/opt/ml/processing/m"}}],
        "ProcessingOutputConfig": {"Outputs": [{"OutputName": "evaluation", "S3Output": elsewhere}], "KmsKeyId": "k"},
    }
    found = request({"Evaluation": given})
    assert found["ProcessingInputs"][0]["S3Input"]["S3Uri"] == ARTIFACT
    assert found["ProcessingInputs"][0]["S3Input"]["LocalPath"] == "/opt/ml/processing/m"
    assert found["ProcessingOutputConfig"]["Outputs"][0]["S3Output"]["S3Uri"] == "s3://code/versions/v1/evaluation/new/"
    assert found["ProcessingOutputConfig"]["KmsKeyId"] == "k"


def test_another_image_knows_by_itself_what_it_runs() -> None:
    image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/exams:v1"
    for framework in ({}, {"Framework": "AMAZON", "Algorithm": "xgboost"}):
        assert request({**framework, "Evaluation": {"AppSpecification": {"ImageUri": image}}})["AppSpecification"] == {"ImageUri": image}


def test_a_choice_of_instances_takes_the_place_of_ours() -> None:
    preferences = {"ClusterConfig": {"InstancePreferences": [{"InstanceType": "ml.m5.large"}, {"InstanceType": "ml.m6i.large"}]}}
    found = request({"Evaluation": {"ProcessingResources": preferences}})["ProcessingResources"]["ClusterConfig"]
    assert "InstanceType" not in found


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (
            {"Framework": "AMAZON", "Algorithm": "xgboost", "Evaluation": {}},
            "Evaluation.AppSpecification.ImageUri: required, for AMAZON's algorithms bring no program that evaluates",
        ),
        (
            {"Framework": "XGBOOST", "Evaluation": {}},
            "Source.Training.S3Uri: required by script mode, such as s3://bucket/source.tar.gz",
        ),
        (
            {"Framework": "TENSORFLOW", "Train": False, "Evaluation": {}},
            "Evaluation.AppSpecification.ImageUri: required, for no Source holds evaluate.py",
        ),
        (
            {"Evaluation": {"ProcessingResources": {"ClusterConfig": {"InstanceCount": "two"}}}},
            'Evaluation.ProcessingResources.ClusterConfig.InstanceCount: expected an integer, got "two"',
        ),
        (
            {"Evaluation": {"ProcessingInputs": [{"InputName": "test", "S3Input": {"LocalPath": "/tmp"}}]}},
            "Evaluation.ProcessingInputs[1].S3Input.LocalPath: expected to begin with /opt/ml/processing/, got /tmp",
        ),
        (
            {"Evaluation": {"ProcessingInputs": {}}},
            "Evaluation.ProcessingInputs: expected a list, got an object",
        ),
        (
            {"Evaluation": {"AppSpecification": {"ImageUri": "python:3"}}},
            "Evaluation.AppSpecification.ImageUri: expected an image in Amazon ECR in us-east-1, such as "
            "123456789012.dkr.ecr.us-east-1.amazonaws.com/name:tag, got python:3",
        ),
        (
            {"Train": False, "ModelDataUrl": "s3://mine/x.tar.gz", "Evaluation": {}},
            "ModelDataUrl: expected s3://…/model.tar.gz with an Evaluation, whose program looks for that file, got s3://mine/x.tar.gz",
        ),
        ({"ModelVersion": 3}, "ModelVersion: only with Train: false, for a training makes its own model"),
        (
            {"Train": False, "ModelVersion": 3, "ModelDataUrl": "s3://mine/model.tar.gz"},
            "ModelVersion: not together with ModelDataUrl, which names a model as well",
        ),
        ({"Evaluation": {}, "Validation": {"Objective": "Maximize"}}, "Validation.Metric: required, which number it looks at"),
        ({"Evaluation": {}, "Validation": {"Metric": "a"}}, "Validation.Objective: required, Maximize or Minimize"),
        (
            {"Evaluation": {}, "Validation": {"Metric": "a", "Objective": "Maximize", "BeatChampion": False}},
            "Validation: expected a Threshold, or BeatChampion: true; nothing else is asked of a new model",
        ),
        (
            {"Evaluation": {}, "Validation": {"Metric": "a", "Objective": "Maximize", "Threshold": 1, "Tolerance": 0.1}},
            "Validation.Tolerance: only with BeatChampion: true, it says how much worse than the serving model a new one may be",
        ),
        (
            {"Validation": {"Metric": "regression_metrics.mse.value", "Objective": "Minimize"}},
            "Validation.Metric: the training reports no metric regression_metrics.mse.value "
            "(TrainingJob.AlgorithmSpecification.MetricDefinitions: none); a path into evaluation.json needs an Evaluation",
        ),
        (
            {"Train": False, "ModelDataUrl": "s3://mine/model.tar.gz", "Validation": {"Metric": "a", "Objective": "Maximize"}},
            "Validation: the model of ModelDataUrl comes without metrics; an Evaluation finds out how good it is",
        ),
        (
            {"Evaluation": {"RoleArn": "arn:aws:iam::123456789012:role/mine"}},
            "Evaluation.RoleArn: builds may pass SageMaker only the stack's own roles, arn:aws:iam::123456789012:role/training and "
            "arn:aws:iam::123456789012:role/hosting; the stack parameters ExternalTrainingPolicy and ExternalHostingPolicy give those more permissions",
        ),
    ],
)
def test_what_could_come_to_nothing_is_refused_before_the_training(document: Any, words: str) -> None:
    assert refusal(document) == words


def test_what_amazons_algorithms_report_is_not_known_beforehand() -> None:
    validation = {"Metric": "validation:rmse", "Objective": "Minimize"}
    assert refusal({"Framework": "AMAZON", "Algorithm": "xgboost", "Validation": validation}) is None
    definitions = {"AlgorithmSpecification": {"MetricDefinitions": [{"Name": "validation:rmse", "Regex": "x=(.*)"}]}}
    assert refusal({"TrainingJob": definitions, "Validation": validation}) is None
