"""Plan Build: decides everything that can be decided before money is spent, and refuses what cannot work."""

import functools
import json
import os
from typing import Any

import boto3

from builds import executions, records
from builds.names import suffix
from calls.training import training_request
from document.reading import InvalidParameters, combine, parse
from plan_build import lookups, source, sources
from plan_build.plan import KINDS, decided, plan, requests, s3_channels


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return {"Build", "Parameters", "Resources"}; raise InvalidParameters, InvalidRequest, MissingSource or MissingData."""
    execution = event["Execution"]
    launch = event["Launch"] if isinstance(event["Launch"], dict) else {}
    stack = os.environ["STACK_NAME"]
    version = executions.version_of(execution["Id"])
    build = {
        "Stack": stack,
        "Version": version,
        "Status": "RUNNING",
        "Reason": launch.get("Reason") or "started by hand",
        "ExecutionArn": execution["Id"],
        "StartedAt": execution["StartTime"],
    }
    given = resources(execution["Id"])
    # Written before anything is checked: a build that is refused is part of the history too.
    attempt = int(execution.get("RedriveCount") or 0)
    record(build, attempt)
    parameters = combine(document(), launch.get("Parameters") or {}, os.environ["CONFIG_FRAMEWORK"])
    tail = suffix(execution["Id"], execution["StartTime"])
    made = plan({**build, **decided(stack, version, tail, parameters, given)}, parameters, given)
    look(made)
    record(made["Build"], attempt)
    print(json.dumps({"version": version, "execution": execution["Name"], "framework": parameters["Framework"]}))
    return made


def look(made: dict[str, Any]) -> None:
    """Look at all that the build will read, and keep copies of the scripts; what is missing is named now."""
    build, parameters, given = made["Build"], made["Parameters"], made["Resources"]
    if build["Train"] and not given["PreprocessStateMachine"]:  # which may be what brings the data
        scripts = build["Sources"].get("Training", {}).get("S3Uri")
        for channel, bucket, prefix in s3_channels(training_request(made)):
            if f"s3://{bucket}/{prefix}" != scripts:
                source.check_prefix(channel, bucket, prefix)
    if not build["Train"]:
        build["Model"] = {"JobName": None, "ModelArtifacts": parameters.get("ModelDataUrl") or last_artifact(), "Metrics": {}}
    lookups.check(requests(made), build, given)
    build["Sources"] = sources.kept(build["Sources"], build["Version"], given["CodeBucket"])
    build["Source"] = checked_source(build["Images"])


def last_artifact() -> str:
    """Return the newest artifact that was trained."""
    found = records.last_artifact()
    if found is None:
        raise InvalidParameters("ModelDataUrl: required with Train: false as long as no build has trained a model")
    return found


def document() -> dict[str, Any]:
    """Return the parameter document."""
    name = os.environ["PARAMETER_NAME"]
    return parse(ssm().get_parameter(Name=name)["Parameter"]["Value"], f"the parameter document (SSM parameter {name})")


def checked_source(planned: dict[str, dict[str, Any]]) -> dict[str, str] | None:
    """Return what the images are built from, None if none is built; Version is what CodeBuild checks out."""
    built = [kind for kind in KINDS if planned[kind]["Build"]]
    if not built:
        return None
    repository, branch = os.environ["CODE_REPOSITORY"], os.environ["BRANCH"]
    if repository.startswith("https://"):
        # CodeBuild finds out what GitHub's branch is at, and whether the Dockerfiles are there.
        return {"Repository": repository, "Branch": branch, "Version": branch}
    commit = source.latest_commit(repository, branch)
    found = {"Repository": repository, "Branch": branch, "Version": commit, "Commit": commit}
    for kind in built:
        source.check_dockerfile(kind, planned[kind]["Dockerfile"], found)
    return found


def resources(execution_arn: str) -> dict[str, Any]:
    """Return what the stack gives to config functions."""
    region, account = execution_arn.split(":")[3:5]
    return {
        "Region": region,
        "Account": account,
        "DataBucket": os.environ["DATA_BUCKET"],
        "CodeBucket": os.environ["CODE_BUCKET"],
        "RepositoryUri": os.environ["REPOSITORY_URI"],
        "TrainingRoleArn": os.environ["TRAINING_ROLE_ARN"],
        "ModelRoleArn": os.environ["MODEL_ROLE_ARN"],
        "ImageProject": os.environ["IMAGE_PROJECT"],
        "PreprocessStateMachine": os.environ["PREPROCESS_STATE_MACHINE"] or None,
        "PostprocessStateMachine": os.environ["POSTPROCESS_STATE_MACHINE"] or None,
    }


def record(build: dict[str, Any], attempt: int) -> None:
    """Write the build into the history."""
    records.write_running(build["Version"], {key: value for key, value in build.items() if key != "Version"}, attempt)


@functools.cache
def ssm() -> Any:
    """Return the SSM client of this process."""
    return boto3.client("ssm")
