"""Plan Build: decides everything that can be decided before money is spent, and refuses what cannot work."""

import functools
import json
import os
from typing import Any

import boto3

import build_table
import builds
from configure_training.request import training_request
from document import combine, parse
from names import suffix
from plan_build import source
from plan_build.plan import KINDS, check_requests, check_stack_name, images, names, s3_channels


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Return {"Build", "Parameters", "Resources"}; raise InvalidParameters, InvalidRequest, MissingSource or MissingData."""
    execution = event["Execution"]
    launch = event["Launch"] if isinstance(event["Launch"], dict) else {}
    stack = os.environ["STACK_NAME"]
    version = builds.version_of(execution["Id"])
    build = {
        "Stack": stack,
        "Version": version,
        "Status": "RUNNING",
        "Reason": launch.get("Reason") or "started by hand",
        "ExecutionArn": execution["Id"],
        "StartedAt": execution["StartTime"],
    }
    # Written before anything is checked: a build that is refused is part of the history too.
    record(build)
    check_stack_name(stack)
    parameters = combine(document(), launch.get("Parameters") or {}, os.environ["CONFIG_FRAMEWORK"])
    build |= {
        "Framework": parameters["Framework"],
        "Names": names(stack, version, suffix(execution["Id"], execution["StartTime"])),
        "Images": images(parameters, version, os.environ["REPOSITORY_URI"]),
    }
    plan = {"Build": build, "Parameters": parameters, "Resources": resources(execution["Id"])}
    check_requests(plan)
    if not plan["Resources"]["PreprocessStateMachine"]:  # which may be what brings the data
        for channel, bucket, prefix in s3_channels(training_request(plan)):
            source.check_prefix(channel, bucket, prefix)
    build["Source"] = checked_source(build["Images"])
    record(build)
    print(json.dumps({"version": version, "execution": execution["Name"], "commit": (build["Source"] or {}).get("Commit")}))
    return plan


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


def resources(execution_arn: str) -> dict[str, str | None]:
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


def record(build: dict[str, Any]) -> None:
    """Write the build into the history."""
    build_table.put_record(build["Version"], {key: value for key, value in build.items() if key != "Version"})


@functools.cache
def ssm() -> Any:
    """Return the SSM client of this process."""
    return boto3.client("ssm")
