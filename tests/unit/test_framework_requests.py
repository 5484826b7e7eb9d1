"""What script mode's containers read, to the byte: hyperparameters, environment, names."""

from typing import Any

import pytest

from calls.model import model_request
from calls.training import training_request
from document.keys import SCRIPTS
from tests.unit.planning import RESOURCES, planned

SOURCE = {"S3Uri": "s3://data/source.tar.gz", "EntryPoint": "train.py"}
TRAINED = {"JobName": "churn-v1-0a1b2c3d", "ModelArtifacts": "s3://code/artifacts/model.tar.gz", "Metrics": {}}
REGISTRY = {"SKLEARN": "683313688378", "XGBOOST": "683313688378"}


def event(document: dict[str, Any]) -> dict[str, Any]:
    made = planned(document)
    return {**made, "Stack": "churn", "Version": 1, "Resources": RESOURCES, "Preprocessing": None, "Training": TRAINED}


def script(framework: str, **more: Any) -> dict[str, Any]:
    # Hugging Face's training images are for GPUs alone.
    machine = {"TrainingJob": {"ResourceConfig": {"InstanceType": "ml.g5.xlarge"}}} if framework == "HUGGINGFACE" else {}
    return {"Framework": framework, "Source": {"Training": SOURCE}, **machine, **more}


@pytest.mark.parametrize("framework", SCRIPTS)
def test_script_mode_gets_every_hyperparameter_as_json_and_its_own_five(framework: str) -> None:
    given = {"epochs": 3, "rate": 0.1, "layers": [64, 32], "name": "a b", "shuffle": True}
    request = training_request(event(script(framework, HyperParameters=given)))
    assert request["HyperParameters"] == {
        "epochs": "3",
        "rate": "0.1",
        "layers": "[64, 32]",
        "name": '"a b"',
        "shuffle": "true",
        "sagemaker_program": '"train.py"',
        "sagemaker_submit_directory": '"s3://data/source.tar.gz"',
        "sagemaker_region": '"us-east-1"',
        "sagemaker_container_log_level": "20",
        "sagemaker_job_name": '"churn-v1-0a1b2c3d"',
    }


@pytest.mark.parametrize("document", [{}, {"Framework": "AMAZON", "Algorithm": "xgboost"}])
def test_other_containers_get_strings_as_they_are(document: dict[str, Any]) -> None:
    request = training_request(event({**document, "HyperParameters": {"a": "x", "b": 1, "c": [1]}}))
    assert request["HyperParameters"] == {"a": "x", "b": "1", "c": "[1]"}


@pytest.mark.parametrize(
    ("framework", "image", "submit"),
    [
        ("SKLEARN", "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3", "s3://data/source.tar.gz"),
        ("XGBOOST", "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:3.0-5", "s3://data/source.tar.gz"),
        ("MXNET", "763104351884.dkr.ecr.us-east-1.amazonaws.com/mxnet-inference:1.9.0-cpu-py38", "/opt/ml/model/code"),
        ("PYTORCH", "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.6.0-cpu-py312", "/opt/ml/model/code"),
    ],
)
def test_the_serving_container_learns_where_the_script_is(framework: str, image: str, submit: str) -> None:
    container = model_request(event(script(framework)))["PrimaryContainer"]
    assert container["Image"] == image
    assert container["Environment"] == {
        "SAGEMAKER_PROGRAM": "train.py",
        "SAGEMAKER_SUBMIT_DIRECTORY": submit,
        "SAGEMAKER_CONTAINER_LOG_LEVEL": "20",
        "SAGEMAKER_REGION": "us-east-1",
    }


@pytest.mark.parametrize("framework", ["TENSORFLOW", "HUGGINGFACE"])
def test_some_frameworks_serve_without_a_script_unless_one_is_named(framework: str) -> None:
    assert "Environment" not in model_request(event(script(framework)))["PrimaryContainer"]
    named = script(framework, Source={"Training": SOURCE, "Inference": {**SOURCE, "EntryPoint": "inference.py"}})
    assert model_request(event(named))["PrimaryContainer"]["Environment"]["SAGEMAKER_PROGRAM"] == "inference.py"
    assert event(named)["Build"]["Repack"] is True
    assert event(script(framework))["Build"]["Repack"] is False


def test_a_gpu_instance_gets_a_gpu_image_on_its_side_alone() -> None:
    document = script("PYTORCH", FrameworkVersion="2.6.0", TrainingJob={"ResourceConfig": {"InstanceType": "ml.g5.xlarge"}})
    images = event(document)["Build"]["Images"]
    assert [images[kind]["Uri"].partition(":")[2] for kind in ("Training", "Inference")] == ["2.6.0-gpu-py312", "2.6.0-cpu-py312"]


def test_a_tuning_job_is_made_of_the_training_job() -> None:
    ranges = {"ContinuousParameterRanges": [{"Name": "C", "MinValue": "0.1", "MaxValue": "10"}]}
    config = {"HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "m"}, "ParameterRanges": ranges}
    warm = {"WarmStartType": "TransferLearning", "ParentHyperParameterTuningJobs": [{"HyperParameterTuningJobName": "churn-v1-0b"}]}
    metrics = [{"Name": "m", "Regex": "m=([0-9.]+)"}]
    document = {
        "HyperParameters": {"C": 1, "gamma": 2},
        "TrainingJob": {"AlgorithmSpecification": {"MetricDefinitions": metrics}},
        "TuningJob": {"HyperParameterTuningJobConfig": config, "WarmStartConfig": warm},
    }
    request = training_request(event(document))
    assert request == {
        "HyperParameterTuningJobName": "churn-v1-0a1b2c3d",
        "HyperParameterTuningJobConfig": {
            "Strategy": "Bayesian",
            "ResourceLimits": {"MaxNumberOfTrainingJobs": 10, "MaxParallelTrainingJobs": 2},
            **config,
        },
        "WarmStartConfig": warm,
        "TrainingJobDefinition": {
            "AlgorithmSpecification": {
                "TrainingImage": f"{RESOURCES['RepositoryUri']}:v1-training",
                "TrainingInputMode": "File",
                "MetricDefinitions": metrics,
            },
            "RoleArn": RESOURCES["TrainingRoleArn"],
            "InputDataConfig": [
                {
                    "DataSource": {
                        "S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://data/train/", "S3DataDistributionType": "FullyReplicated"}
                    },
                    "ChannelName": "train",
                }
            ],
            "OutputDataConfig": {"S3OutputPath": "s3://code/artifacts/"},
            "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 30},
            "StoppingCondition": {"MaxRuntimeInSeconds": 86400},
            "StaticHyperParameters": {"gamma": "2"},
        },
    }


def test_nothing_is_trained_with_train_false() -> None:
    build = event({"Train": False, "ModelDataUrl": "s3://m/model.tar.gz"})["Build"]
    assert build["Train"] is None
    assert (build["Images"]["Training"]["Uri"], build["Images"]["Training"]["Build"]) == (None, False)
    assert build["Images"]["Inference"]["Build"] is True


def test_mxnet_works_and_says_that_it_is_retired() -> None:
    assert "has not supported MXNet since 2023" in event(script("MXNET"))["Build"]["Notice"]
    assert event(script("SKLEARN"))["Build"]["Notice"] is None
