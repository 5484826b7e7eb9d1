"""What .sync integrations start, and how each is followed."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from botocore import xform_name


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


def of_sagemaker(kind: str, rule: str) -> Job:
    """Return how a job of SageMaker is followed, whose kind is as the API calls it, such as Training."""
    operation = xform_name(f"{kind}Job")

    def ask(verb: str, client: Any, made: dict[str, Any]) -> dict[str, Any]:
        name = made[f"{kind}JobArn"].rsplit("/", 1)[-1]
        answer: dict[str, Any] = getattr(client, f"{verb}_{operation}")(**{f"{kind}JobName": name})
        return answer

    return Job(
        "sagemaker",
        f"Create{kind}Job",
        rule,
        partial(ask, "describe"),
        partial(ask, "stop"),
        lambda found: str(found[f"{kind}JobStatus"]),
        frozenset({"InProgress", "Stopping"}),
        "Completed",
    )


RUN_MACHINE = "arn:aws:states:::states:startExecution.sync:2"


JOBS = {
    "arn:aws:states:::sagemaker:createTrainingJob.sync": of_sagemaker("Training", "StepFunctionsGetEventsForSageMakerTrainingJobsRule"),
    "arn:aws:states:::sagemaker:createHyperParameterTuningJob.sync": of_sagemaker(
        "HyperParameterTuning", "StepFunctionsGetEventsForSageMakerTuningJobsRule"
    ),
    "arn:aws:states:::sagemaker:createProcessingJob.sync": of_sagemaker(
        "Processing", "StepFunctionsGetEventsForSageMakerProcessingJobsRule"
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
