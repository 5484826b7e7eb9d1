from datetime import UTC, datetime
from typing import Any

import pytest

from sagebuild import SageBuild, SageBuildError
from sagebuild.builds import build
from tests.unit.client.conftest import StubbedAws

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
BUILD = build({"Version": 3, "Names": {"TrainingJob": "churn-v3-1a2b", "TuningJob": "churn-v3-1a2b"}})
TUNING = build({**BUILD.record, "Train": "CreateHyperParameterTuningJob"})
GROUP = {"logGroupName": "/aws/sagemaker/TrainingJobs"}


def described(aws: StubbedAws, **answer: Any) -> None:
    needed = {
        "TrainingJobName": "churn-v3-1a2b",
        "TrainingJobArn": "arn:aws:sagemaker:eu-west-1:123456789012:training-job/churn-v3-1a2b",
        "ModelArtifacts": {"S3ModelArtifacts": "s3://code/model.tar.gz"},
        "TrainingJobStatus": "InProgress",
        "AlgorithmSpecification": {"TrainingInputMode": "File"},
        "ResourceConfig": {"VolumeSizeInGB": 30},
        "StoppingCondition": {},
        "CreationTime": AT,
    }
    aws.answers("sagemaker", "describe_training_job", {**needed, **answer}, TrainingJobName="churn-v3-1a2b")


def test_a_trainings_status_metrics_and_last_line_are_told(churn: SageBuild, aws: StubbedAws) -> None:
    definitions = [{"Name": "loss", "Regex": "loss=([0-9.]+)"}, {"Name": "word", "Regex": "at (2)x|loss"}, {"Name": "broken", "Regex": "("}]
    specification = {"TrainingInputMode": "File", "MetricDefinitions": definitions}
    described(
        aws,
        SecondaryStatus="Training",
        AlgorithmSpecification=specification,
        FinalMetricDataList=[{"MetricName": "accuracy", "Value": 0.5}],
    )
    streams = [
        {"logStreamName": "churn-v3-1a2b/algo-1", "lastEventTimestamp": 1},
        {"logStreamName": "churn-v3-1a2b/algo-2", "lastEventTimestamp": 2},
    ]
    aws.answers("logs", "describe_log_streams", {"logStreams": streams}, **GROUP, logStreamNamePrefix="churn-v3-1a2b/")
    asked = {**GROUP, "logStreamName": "churn-v3-1a2b/algo-2", "limit": 100, "startFromHead": False}
    aws.answers("logs", "get_log_events", {"events": [{"message": "loss=0.3 at 1"}, {"message": "loss=0.2 at 2\n"}]}, **asked)
    assert churn.training_now(BUILD) == {"Status": "Training", "Metrics": {"loss": 0.2, "accuracy": 0.5}, "LastLine": "loss=0.2 at 2"}


def test_a_training_that_has_logged_nothing_has_no_last_line(churn: SageBuild, aws: StubbedAws) -> None:
    described(aws, SecondaryStatus="Starting")
    aws.answers("logs", "describe_log_streams", {"logStreams": []}, **GROUP, logStreamNamePrefix="churn-v3-1a2b/")
    assert churn.training_now(BUILD) == {"Status": "Starting", "Metrics": {}, "LastLine": ""}


def test_a_training_that_has_not_begun_is_nothing_yet(churn: SageBuild, aws: StubbedAws) -> None:
    aws.refuses("logs", "describe_log_streams", "ResourceNotFoundException", "The specified log group does not exist.")
    assert churn.training_now(BUILD) == {"Status": "", "Metrics": {}, "LastLine": ""}


def test_a_training_that_was_never_created_is_nothing_yet(churn: SageBuild, aws: StubbedAws) -> None:
    aws.answers("logs", "describe_log_streams", {"logStreams": []}, **GROUP, logStreamNamePrefix="churn-v3-1a2b/")
    aws.refuses("sagemaker", "describe_training_job", "ValidationException", "Requested resource not found.")
    assert churn.training_now(BUILD) == {"Status": "", "Metrics": {}, "LastLine": ""}


def test_of_a_build_that_has_no_names_yet_nobody_is_asked(churn: SageBuild) -> None:
    assert churn.training_now(build({"Version": 3})) == {"Status": "", "Metrics": {}, "LastLine": ""}


def test_who_may_not_look_learns_that(churn: SageBuild, aws: StubbedAws) -> None:
    aws.answers("logs", "describe_log_streams", {"logStreams": []}, **GROUP, logStreamNamePrefix="churn-v3-1a2b/")
    aws.refuses("sagemaker", "describe_training_job", "AccessDeniedException", "no")
    with pytest.raises(SageBuildError, match=r"^AWS does not allow you DescribeTrainingJob: no$"):
        churn.training_now(BUILD)


def test_of_a_tuning_the_trials_are_counted_and_the_best_is_told(churn: SageBuild, aws: StubbedAws) -> None:
    answer = {
        "HyperParameterTuningJobName": "churn-v3-1a2b",
        "HyperParameterTuningJobArn": "arn:aws:sagemaker:eu-west-1:123456789012:hyper-parameter-tuning-job/churn-v3-1a2b",
        "HyperParameterTuningJobConfig": {"Strategy": "Grid", "ResourceLimits": {"MaxParallelTrainingJobs": 1}},
        "HyperParameterTuningJobStatus": "InProgress",
        "CreationTime": AT,
        "TrainingJobStatusCounters": {"Completed": 2, "InProgress": 1},
        "ObjectiveStatusCounters": {},
        "BestTrainingJob": {
            "TrainingJobName": "churn-v3-1a2b-001-x",
            "TrainingJobArn": "arn:aws:sagemaker:eu-west-1:123456789012:training-job/churn-v3-1a2b-001-x",
            "CreationTime": AT,
            "TrainingJobStatus": "Completed",
            "TunedHyperParameters": {},
            "FinalHyperParameterTuningJobObjectiveMetric": {"MetricName": "accuracy", "Value": 0.75},
        },
    }
    aws.answers("sagemaker", "describe_hyper_parameter_tuning_job", answer, HyperParameterTuningJobName="churn-v3-1a2b")
    aws.answers("logs", "describe_log_streams", {"logStreams": []}, **GROUP, logStreamNamePrefix="churn-v3-1a2b-")
    assert churn.training_now(TUNING) == {"Status": "2 trials done, 1 running", "Metrics": {"accuracy": 0.75}, "LastLine": ""}
