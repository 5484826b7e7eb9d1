import json
from typing import Any

import pytest

from news import failure as failures


def explain(failure: dict[str, Any]) -> tuple[str, str]:
    return failures.explain(failure, "us-east-1")


def failure(cause: Any, state: str = "Train Model", error: str = "States.TaskFailed") -> dict[str, Any]:
    return {"State": state, "Error": error, "Cause": cause if isinstance(cause, str) else json.dumps(cause)}


def test_a_failed_exam_names_its_job_and_its_log() -> None:
    cause = {"ProcessingJobName": "churn-v1-0a-old", "ProcessingJobStatus": "Failed", "FailureReason": "AlgorithmError: , exit code: 1"}
    assert explain(failure(cause, "Evaluate Model"))[1].startswith(
        "Evaluate Model: processing job churn-v1-0a-old: AlgorithmError: , exit code: 1 "
        "(log: log group /aws/sagemaker/ProcessingJobs, streams churn-v1-0a-old/)"
    )


def test_a_training_jobs_failure_reason_is_the_cause() -> None:
    job = {"TrainingJobName": "churn-v1-0a", "TrainingJobStatus": "Failed", "FailureReason": "AlgorithmError: no rows, exit code: 1"}
    assert explain(failure(job)) == (
        "States.TaskFailed",
        "Train Model: training job churn-v1-0a: AlgorithmError: no rows, exit code: 1 (log: log group /aws/sagemaker/TrainingJobs, streams churn-v1-0a/)",
    )


def test_a_tuning_jobs_failure_reason_is_the_cause_and_its_trials_logs_are_named() -> None:
    tuning = {"HyperParameterTuningJobName": "churn-v1-0a", "HyperParameterTuningJobStatus": "Failed", "FailureReason": "All trials failed"}
    assert explain(failure(tuning, "Tune Model"))[1] == (
        "Tune Model: tuning job churn-v1-0a: All trials failed (log: log group /aws/sagemaker/TrainingJobs, streams churn-v1-0a-)"
    )


def test_a_processing_jobs_last_message_stands_behind_its_failure_reason() -> None:
    job = {"ProcessingJobName": "churn-v1-0a-new", "FailureReason": "AlgorithmError: , exit code: 1", "ExitMessage": "no column label"}
    assert explain(failure(job, "Evaluate Model"))[1] == (
        "Evaluate Model: processing job churn-v1-0a-new: AlgorithmError: , exit code: 1: no column label "
        "(log: log group /aws/sagemaker/ProcessingJobs, streams churn-v1-0a-new/)"
    )


def test_a_job_without_a_reason_says_what_it_is() -> None:
    assert explain(failure({"HyperParameterTuningJobName": "j", "HyperParameterTuningJobStatus": "Stopped"}, "Tune Model"))[1].startswith(
        "Tune Model: tuning job j: it is Stopped (log:"
    )


def test_an_image_builds_failed_phase_and_its_log_are_the_cause() -> None:
    phases = [
        {"PhaseType": "DOWNLOAD_SOURCE", "PhaseStatus": "SUCCEEDED"},
        {"PhaseType": "BUILD", "PhaseStatus": "FAILED", "Contexts": [{"Message": "exit status 1"}]},
        {"PhaseType": "COMPLETED"},
    ]
    build = {"Build": {"Id": "image:1", "BuildStatus": "FAILED", "Phases": phases, "Logs": {"DeepLink": "https://logs"}}}
    assert explain(failure(build, "Build Training Image"))[1] == (
        "Build Training Image: image build image:1 failed in phase BUILD: exit status 1 (log: https://logs)"
    )


def test_of_a_script_that_a_failed_phase_quotes_the_ends_are_told() -> None:
    message = "Error while executing command: if test -f Dockerfile; then\n  docker build .\nelse\n  exit 1\nfi. Reason: exit status 1"
    phases = [{"PhaseType": "BUILD", "PhaseStatus": "FAILED", "Contexts": [{"Message": message}]}]
    assert explain(failure({"Build": {"Id": "image:1", "Phases": phases}}, "Build Training Image"))[1] == (
        "Build Training Image: image build image:1 failed in phase BUILD: "
        "Error while executing command: if test -f Dockerfile; then ... fi. Reason: exit status 1"
    )


def test_an_image_build_that_timed_out_says_so() -> None:
    build = {"Build": {"Id": "image:1", "BuildStatus": "TIMED_OUT", "Phases": []}}
    assert explain(failure(build, "Build Training Image"))[1] == "Build Training Image: image build image:1 timed out"


def test_a_state_machines_own_error_is_the_cause() -> None:
    ended = {
        "ExecutionArn": "arn:aws:states:us-east-1:1:execution:etl:x",
        "Status": "FAILED",
        "Error": "NoData",
        "Cause": "the table is empty",
    }
    assert explain(failure(ended, "Run Preprocessing"))[1] == (
        "Run Preprocessing: execution arn:aws:states:us-east-1:1:execution:etl:x failed: NoData: the table is empty"
    )


def test_a_functions_exception_is_the_cause_without_its_trace() -> None:
    raised = {"errorMessage": "Framework: expected one of BYOD", "errorType": "InvalidParameters", "stackTrace": ["secret.py"]}
    assert explain(failure(raised, "Plan Build", "InvalidParameters")) == (
        "InvalidParameters",
        "Plan Build: Framework: expected one of BYOD",
    )


def test_a_branchs_failure_is_explained_as_its_own() -> None:
    inner = failure({"TrainingJobName": "j", "FailureReason": "why"})
    assert explain(failure(inner, "Build And Train", "States.TaskFailed"))[1].startswith("Train Model: training job j: why")


@pytest.mark.parametrize("cause", ["plain words", "[1, 2]", '{"other": 1}'])
def test_any_other_cause_is_told_as_it_is(cause: str) -> None:
    assert explain(failure(cause, "Create Model"))[1] == f"Create Model: {cause}"


def test_no_cause_is_said_to_be_none() -> None:
    assert explain({"State": "Create Model", "Error": "States.Timeout", "Cause": ""}) == ("States.Timeout", "Create Model: no cause given")


def test_a_cause_is_never_longer_than_step_functions_keeps() -> None:
    assert len(explain(failure("x" * 50_000))[1]) == 32_000
