"""What a build that has ended was paid for, as SageMaker and CodeBuild know it."""

import functools
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from builds.names import version_of_tag
from costs import prices, uses
from costs.uses import NotKnown, Use
from endpoints.endpoint import config, describe, sagemaker

MOST_TRIALS, MOST_IMAGES = 100, 100  # the last builds of the project; those of one build are among them
AT_A_TIME = 8
DENIED = ("AccessDenied", "AccessDeniedException")  # as by a boundary: no repetition helps


def paid_for(record: dict[str, Any], project: str) -> tuple[list[Use], list[str]]:
    """Return what a build was billed for, and sentences about what is not known."""
    looks: list[Callable[[], list[Use]]] = []
    names = record.get("Names") or {}
    if images_of(record):
        looks.append(lambda: of_images(int(record["Version"]), project))
    if record.get("Train") and not record.get("Reused"):
        looks.append(lambda: of_trials(names["TuningJob"]) if "Tuning" in record["Train"] else of_training(names["TrainingJob"]))
    if "Evaluation" in json.loads(record.get("Parameters") or "{}"):
        looks += [functools.partial(of_evaluation, names[exam]) for exam in ("Evaluation", "ChampionEvaluation")]
    found, unknown = list[Use](), list[str]()
    for look in looks:
        try:
            found += look()
        except NotKnown as why:
            unknown.append(str(why))
        except ClientError as error:
            if error.response["Error"]["Code"] not in DENIED:
                raise
            unknown.append(f"what was paid for is not known: {error.response['Error'].get('Message') or error}")
    return found, unknown


def images_of(record: dict[str, Any]) -> bool:
    """Return whether a build had images to build."""
    images = (record.get("Images") or {}).values()
    return any(image.get("Dockerfile") and image.get("Version") == record["Version"] for image in images)


def of_training(name: str) -> list[Use]:
    """Return what a training job was billed for, nothing if it was never begun."""
    job = described(sagemaker().describe_training_job, TrainingJobName=name)
    return uses.of_training(job) if job else []


def of_trials(name: str) -> list[Use]:
    """Return what all trials of a tuning job were billed for."""
    if not described(sagemaker().describe_hyper_parameter_tuning_job, HyperParameterTuningJobName=name):
        return []
    pages = sagemaker().get_paginator("list_training_jobs_for_hyper_parameter_tuning_job").paginate(HyperParameterTuningJobName=name)
    trials = [trial["TrainingJobName"] for page in pages for trial in page["TrainingJobSummaries"]]
    if len(trials) > MOST_TRIALS:
        raise NotKnown(f"what {len(trials)} trials of {name} cost was not looked up, for they are more than {MOST_TRIALS}")
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        jobs = list(pool.map(lambda trial: sagemaker().describe_training_job(TrainingJobName=trial), trials))
    return [use for job in jobs for use in uses.of_training(job, "Tune Model")]


def of_evaluation(name: str) -> list[Use]:
    """Return what an exam was billed for, nothing if it was never begun."""
    job = described(sagemaker().describe_processing_job, ProcessingJobName=name)
    return uses.of_evaluation(job) if job else []


def of_images(version: int, project: str) -> list[Use]:
    """Return what the image builds of a version were billed for, those that were repeated too."""
    try:
        ids = codebuild().list_builds_for_project(projectName=project, sortOrder="DESCENDING")["ids"][:MOST_IMAGES]
        made = codebuild().batch_get_builds(ids=ids)["builds"] if ids else []
    except BotoCoreError as error:  # functions in a network may have no way to it
        raise NotKnown(f"what the image builds cost is not known, for CodeBuild does not answer: {error}") from None
    return [use for build in made if version_of_tag(tag(build)) == version for use in uses.of_image(build)]


def tag(build: dict[str, Any]) -> str:
    """Return the tag of the image that CodeBuild was to build."""
    given = {variable["name"]: variable["value"] for variable in build["environment"].get("environmentVariables", [])}
    return str(given.get("IMAGE_URI", "")).rpartition(":")[2]


def described(describe: Callable[..., dict[str, Any]], **name: str) -> dict[str, Any] | None:
    """Return a job's description, None for one that was never created."""
    try:
        return describe(**name)
    except ClientError as error:
        if error.response["Error"]["Code"] in ("ValidationException", "ResourceNotFound"):
            return None
        raise


def serving(record: dict[str, Any]) -> tuple[list[Use], int]:
    """Return the instances on which a version serves, and how many of its variants are paid for by the request."""
    names = record.get("Names") or {}
    endpoint = describe(names["Endpoint"]) if names and record.get("Deployed") else None
    if not endpoint or endpoint["EndpointConfigName"] != names["EndpointConfig"]:
        return [], 0
    found = config(endpoint["EndpointConfigName"])
    return uses.of_endpoint(endpoint, found), sum("ServerlessConfig" in variant for variant in found.get("ProductionVariants", []))


@functools.cache
def codebuild() -> Any:
    """Return the CodeBuild client of this process."""
    return boto3.client("codebuild", config=prices.IMPATIENT)
