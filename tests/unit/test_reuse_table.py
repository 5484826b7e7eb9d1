"""What changes, and what is done again: the planner's decisions, with Reuse.Training ALWAYS, against a version 1 that serves."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from builds import records
from news.decisions import decisions
from tests.unit.archives import archive
from tests.unit.copies import in_a_copy
from tests.unit.histories import ALWAYS, History, history, told
from tests.unit.planned_stack import DOCUMENT

OTHER = {"Training": {"S3Uri": "s3://data/other.tar.gz", "EntryPoint": "fit.py"}}
SERVING = {"Inference": {"S3Uri": "s3://data/other.tar.gz", "EntryPoint": "fit.py"}}
VARIANT = {"VariantName": "AllTraffic", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
EXAM = {"Evaluation": {"AppSpecification": {"ContainerEntrypoint": ["python3", "exam.py"]}}}
LIST = {"DataSource": {"S3DataSource": {"S3DataType": "ManifestFile", "S3Uri": "s3://data/list.json"}}}
FILES = {"DataSource": {"FileSystemDataSource": {
    "FileSystemId": "fs-0123456789a", "FileSystemType": "FSxLustre", "DirectoryPath": "/fsx", "FileSystemAccessMode": "ro",
}}}  # fmt: skip
AMAZON = {"Framework": "AMAZON", "Algorithm": "xgboost", "Source": None, "HyperParameters": {"num_round": 3}}
REGISTRY = "999999999999.dkr.ecr.us-east-1.amazonaws.com"
BYOD = {
    "Framework": "BYOD",
    "Source": None,
    "Images": {"Training": {"Image": f"{REGISTRY}/churn:1"}, "Inference": {"Image": f"{REGISTRY}/churn:1"}},
}
TUNED = {
    "TrainingJob": {"AlgorithmSpecification": {"MetricDefinitions": [{"Name": "accuracy", "Regex": "(.*)"}]}},
    "TuningJob": {
        "HyperParameterTuningJobConfig": {
            "HyperParameterTuningJobObjective": {"Type": "Maximize", "MetricName": "accuracy"},
            "ParameterRanges": {"IntegerParameterRanges": [{"Name": "depth", "MinValue": "3", "MaxValue": "9"}]},
        }
    },
}


def put(key: str, body: bytes) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda _: boto3.client("s3").put_object(Bucket="data", Key=key, Body=body) and None


def take_away(key: str) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda _: boto3.client("s3").delete_object(Bucket="data", Key=key) and None


def own(parameter: str) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.setenv(parameter, "arn:aws:lambda:us-east-1:123456789012:function:own")


Change = dict[str, Any] | Callable[[pytest.MonkeyPatch], None]
TAKEN = "REUSED 1: nothing that it depends on has changed since version 1"
SERVES = "SKIPPED 1: nothing has changed since version 1"
NEW = "DONE: the model is new"
ROWS: dict[str, tuple[Change, str, str]] = {
    "nothing": ({}, TAKEN, SERVES),
    "a hyperparameter": ({"HyperParameters": {"C": 10}}, "DONE: HyperParameters.C was 1, is 10", NEW),
    "one more hyperparameter": ({"HyperParameters": {"epochs": 3}}, "DONE: HyperParameters.epochs is new: 3", NEW),
    "a hyperparameter is gone": ({"HyperParameters": {"C": None}}, "DONE: HyperParameters.C is gone", NEW),
    "a secret hyperparameter": (
        {"HyperParameters": {"db_password": "hunter22"}},
        "DONE: HyperParameters.db_password is new: [blotted out]",
        NEW,
    ),
    "an object is new": (put("train/two.csv", b"3,4\n"), "DONE: train/two.csv is new", NEW),
    "an object has changed": (put("train/one.csv", b"9,9\n"), "DONE: train/one.csv has changed", NEW),
    "an object was written again as it was": (put("train/one.csv", b"1,2\n"), TAKEN, SERVES),
    "an object is gone": (take_away("train/zero.csv"), "DONE: train/zero.csv is gone", NEW),
    "an object elsewhere in the bucket": (put("other/one.csv", b"1\n"), TAKEN, SERVES),
    "the source": (put("source.tar.gz", archive(train_py="2")), "DONE: source.tar.gz differs", NEW),
    "the source was written again as it was": (
        lambda _: (
            boto3.client("s3").copy_object(Bucket="data", Key="source.tar.gz", CopySource="data/source.tar.gz", MetadataDirective="REPLACE")
            and None
        ),
        TAKEN,
        SERVES,
    ),
    "another source and its entry point": ({"Source": OTHER}, "DONE: other.tar.gz differs", NEW),
    "another source that serves": ({"Source": SERVING}, TAKEN, "DONE: other.tar.gz differs"),
    "another place of the data": (
        {"Channels": {"train": "s3://data/elsewhere/"}},
        "DONE: Channels.train.DataSource.S3DataSource.S3Uri was s3://data/train/, is s3://data/elsewhere/",
        NEW,
    ),
    "one more channel": ({"Channels": {"train": "s3://data/train/", "test": "s3://data/elsewhere/"}}, "DONE: Channels.test is new", NEW),
    "a list of objects": (
        {"Channels": {"train": LIST}},
        "DONE: channel train reads what is named in s3://data/list.json, which is not followed",
        NEW,
    ),
    "a file system": (
        {"Channels": {"train": FILES}, "TrainingJob": {"VpcConfig": {"SecurityGroupIds": ["sg-1"], "Subnets": ["subnet-1"]}}},
        "DONE: channel train reads a file system, which is not listed",
        NEW,
    ),
    "checkpoints": (
        {"TrainingJob": {"CheckpointConfig": {"S3Uri": "s3://data/checkpoints/"}}},
        "DONE: what the checkpoints of TrainingJob.CheckpointConfig hold is not known",
        NEW,
    ),
    "the training's instance": (
        {"TrainingJob": {"ResourceConfig": {"InstanceType": "ml.m5.xlarge"}}},
        "DONE: TrainingJob.ResourceConfig.InstanceType was ml.m5.large, is ml.m5.xlarge",
        NEW,
    ),
    "the training's limit": (
        {"TrainingJob": {"StoppingCondition": {"MaxRuntimeInSeconds": 60}}},
        "DONE: TrainingJob.StoppingCondition.MaxRuntimeInSeconds was 86400, is 60",
        NEW,
    ),
    "the training's environment": (
        {"TrainingJob": {"Environment": {"DSN": "postgres://u:p@h"}}},
        "DONE: TrainingJob.Environment is new",
        NEW,
    ),
    "an address in a hyperparameter": (
        {"HyperParameters": {"base_model": "s3://data/elsewhere/"}},
        "DONE: what s3://data/elsewhere/ holds is not known",
        NEW,
    ),
    "a tuning": (TUNED, "DONE: TuningJob is new", NEW),
    "the framework": (AMAZON, "DONE: the image was sagemaker-scikit-learn:1.2-1-cpu-py3, is sagemaker-xgboost:3.0-5", NEW),
    "a container of one's own": (BYOD, f"DONE: what {REGISTRY}/churn:1 holds is not known", NEW),
    "the framework's version": (
        {"FrameworkVersion": "1.0-1"},
        "DONE: the image was sagemaker-scikit-learn:1.2-1-cpu-py3, is sagemaker-scikit-learn:1.0-1-cpu-py3",
        NEW,
    ),
    "an image": (
        {"Images": {"Training": {"Image": f"{REGISTRY}/sklearn@sha256:{'0a1b2c3d' * 8}"}}},
        "DONE: the image was sagemaker-scikit-learn:1.2-1-cpu-py3, is sklearn@0a1b2c3d0a1b",
        NEW,
    ),
    "an image of another registry, by a tag that its owner may move": (
        {"Images": {"Training": {"Image": f"{REGISTRY}/sklearn:2"}}},
        f"DONE: what {REGISTRY}/sklearn:2 holds is not known",
        NEW,
    ),
    "the image that serves": (
        {"Images": {"Inference": {"Image": f"{REGISTRY}/sklearn:2"}}},
        TAKEN,
        "DONE: the image was sagemaker-scikit-learn:1.2-1-cpu-py3, is sklearn:2",
    ),
    "the endpoint's instance": (
        {"EndpointConfig": {"ProductionVariants": [{**VARIANT, "InstanceType": "ml.m5.xlarge"}]}},
        TAKEN,
        "DONE: EndpointConfig.ProductionVariants[0].InstanceType was ml.m5.large, is ml.m5.xlarge",
    ),
    "one more instance": (
        {"EndpointConfig": {"ProductionVariants": [{**VARIANT, "InitialInstanceCount": 2}]}},
        TAKEN,
        "DONE: EndpointConfig.ProductionVariants[0].InitialInstanceCount was 1, is 2",
    ),
    "one more variant": (
        {"EndpointConfig": {"ProductionVariants": [VARIANT, {**VARIANT, "VariantName": "b"}]}},
        TAKEN,
        "DONE: EndpointConfig.ProductionVariants had 1 entry, has 2 entries",
    ),
    "how the traffic moves": ({"Endpoint": {"RetainDeploymentConfig": True}}, TAKEN, "DONE: Endpoint is new"),
    "the model's environment": (
        {"Model": {"PrimaryContainer": {"Environment": {"API_KEY": "abcd1234"}}}},
        TAKEN,
        "DONE: Model.PrimaryContainer.Environment.API_KEY is new: [blotted out]",
    ),
    "scaling": ({"Autoscaling": {"MaxCapacity": 4, "InvocationsPerInstance": 70}}, TAKEN, "DONE: Autoscaling is new"),
    "a verification": ({"Verification": {"Body": "1,2"}}, TAKEN, "DONE: Verification is new"),
    "an exam": (EXAM, TAKEN, "DONE: Evaluation is new"),
    "a gate": (
        {"Validation": {"Metric": "accuracy", "Objective": "Maximize", "Threshold": 0.5}, **TUNED, "TuningJob": None},
        "DONE: TrainingJob.AlgorithmSpecification.MetricDefinitions is new",
        NEW,
    ),
    "tags": ({"Tags": {"team": "growth"}}, TAKEN, "DONE: Tags is new"),
    "how much is kept": ({"Retention": {"Versions": 9}}, TAKEN, SERVES),
    "nothing is trained": ({"Train": False}, "SKIPPED 1: Train is false, and version 1 has trained the model", SERVES),
    "a model from elsewhere": (
        {"Train": False, "ModelDataUrl": "s3://data/source.tar.gz"},
        "SKIPPED: Train is false, and ModelDataUrl names the model",
        "DONE: version 1, which serves, has another model",
    ),
    "nothing is deployed": ({"Deploy": False}, TAKEN, "SKIPPED: Deploy is false"),
    "nothing is taken over": ({"Reuse": {"Training": "NEVER"}}, "DONE: Reuse.Training is NEVER", NEW),
    "only failures are taken over": (
        {"Reuse": {"Training": "FAILED"}},
        "DONE: nothing has changed since version 1, which was deployed, and Reuse.Training is FAILED, not ALWAYS",
        NEW,
    ),
    "a training function of one's own": (
        own("TRAINING_CONFIG_LAMBDA"),
        "DONE: TrainingConfigLambda is your own, and what it depends on is not known",
        NEW,
    ),
    "a model function of one's own": (
        own("MODEL_CONFIG_LAMBDA"),
        TAKEN,
        "DONE: ModelConfigLambda is your own, and what it does is not known",
    ),
    "an endpoint function of one's own": (
        own("ENDPOINT_CONFIG_LAMBDA"),
        TAKEN,
        "DONE: EndpointConfigLambda is your own, and what it does is not known",
    ),
    "a preprocessing": (
        own("PREPROCESS_STATE_MACHINE"),
        "DONE: PreprocessStateMachine is your own, and what it depends on is not known",
        NEW,
    ),
    "a postprocessing": (
        own("POSTPROCESS_STATE_MACHINE"),
        TAKEN,
        "DONE: PostprocessStateMachine is your own, and what it does is not known",
    ),
}


@pytest.fixture(scope="module")
def served() -> Iterator[History]:
    """A stack whose version 1 serves."""
    with history({**DOCUMENT, **ALWAYS}) as found:
        s3 = boto3.client("s3")
        s3.put_object(Bucket="data", Key="train/zero.csv", Body=b"0\n")
        s3.put_object(Bucket="data", Key="elsewhere/one.csv", Body=b"1,2\n")
        s3.put_object(Bucket="data", Key="test/one.csv", Body=b"1,2\n")
        s3.put_object(Bucket="data", Key="list.json", Body=b"[]")
        s3.put_object(Bucket="data", Key="other.tar.gz", Body=archive(fit_py="1"))
        found.build()
        yield found


@pytest.mark.parametrize("name", ROWS)
def test_what_changes_decides_what_is_done_again_and_the_reason_is_said(
    served: History, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, training, deployment = ROWS[name]

    def again() -> tuple[Any, ...]:
        if callable(change):
            change(monkeypatch)
        changes = None if callable(change) else change
        return served.explain(changes), served.plan(changes), decisions(records.read(2))

    explained, build, recorded = in_a_copy(again)
    assert build["Decisions"] == explained == recorded
    assert (told(build)["Training"], told(build)["Deployment"]) == (training, deployment)
    # What the state machine goes by.
    assert (build["Train"] is None, build["Reused"]) == (not training.startswith("DONE"), training == TAKEN)
    assert build["Unchanged"] == (1 if deployment == SERVES else None)
