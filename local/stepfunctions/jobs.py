"""What .sync integrations start, and how each is followed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Job:
    """How a .sync integration follows what it started."""

    service: str
    create: str
    rule: str
    find: Callable[[Any, dict[str, Any]], dict[str, Any]]
    stop: Callable[[Any, dict[str, Any]], object]
    status: Callable[[dict[str, Any]], str]
    running: frozenset[str]
    succeeded: str


def tuning_job(made: dict[str, Any]) -> str:
    """Return the name of the tuning job that was made."""
    return str(made["HyperParameterTuningJobArn"].rsplit("/", 1)[-1])


RUN_MACHINE = "arn:aws:states:::states:startExecution.sync:2"


JOBS = {
    "arn:aws:states:::sagemaker:createTrainingJob.sync": Job(
        "sagemaker",
        "CreateTrainingJob",
        "StepFunctionsGetEventsForSageMakerTrainingJobsRule",
        lambda client, made: client.describe_training_job(TrainingJobName=made["TrainingJobArn"].rsplit("/", 1)[-1]),
        lambda client, made: client.stop_training_job(TrainingJobName=made["TrainingJobArn"].rsplit("/", 1)[-1]),
        lambda found: str(found["TrainingJobStatus"]),
        frozenset({"InProgress", "Stopping"}),
        "Completed",
    ),
    "arn:aws:states:::sagemaker:createHyperParameterTuningJob.sync": Job(
        "sagemaker",
        "CreateHyperParameterTuningJob",
        "StepFunctionsGetEventsForSageMakerTuningJobsRule",
        lambda client, made: client.describe_hyper_parameter_tuning_job(HyperParameterTuningJobName=tuning_job(made)),
        lambda client, made: client.stop_hyper_parameter_tuning_job(HyperParameterTuningJobName=tuning_job(made)),
        lambda found: str(found["HyperParameterTuningJobStatus"]),
        frozenset({"InProgress", "Stopping"}),
        "Completed",
    ),
    "arn:aws:states:::sagemaker:createProcessingJob.sync": Job(
        "sagemaker",
        "CreateProcessingJob",
        "StepFunctionsGetEventsForSageMakerProcessingJobsRule",
        lambda client, made: client.describe_processing_job(ProcessingJobName=made["ProcessingJobArn"].rsplit("/", 1)[-1]),
        lambda client, made: client.stop_processing_job(ProcessingJobName=made["ProcessingJobArn"].rsplit("/", 1)[-1]),
        lambda found: str(found["ProcessingJobStatus"]),
        frozenset({"InProgress", "Stopping"}),
        "Completed",
    ),
    "arn:aws:states:::codebuild:startBuild.sync": Job(
        "codebuild",
        "StartBuild",
        "StepFunctionsGetEventForCodeBuildStartBuildRule",
        lambda client, made: {"build": client.batch_get_builds(ids=[made["build"]["id"]])["builds"][0]},
        lambda client, made: client.stop_build(id=made["build"]["id"]),
        lambda found: str(found["build"]["buildStatus"]),
        frozenset({"IN_PROGRESS"}),
        "SUCCEEDED",
    ),
    RUN_MACHINE: Job(
        "stepfunctions",
        "StartExecution",
        "StepFunctionsGetEventsForStepFunctionsExecutionRule",
        lambda client, made: client.describe_execution(executionArn=made["executionArn"]),
        lambda client, made: client.stop_execution(executionArn=made["executionArn"]),
        lambda found: str(found["status"]),
        frozenset({"RUNNING"}),
        "SUCCEEDED",
    ),
}
