"""Histories of a stack whose builds are planned for real, and end as they are told to: what follows the planning is done in its place."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3

from builds import records
from check_parameters import app as check_parameters
from confirm_training import app as confirm_training
from plan_build import app as plan_build
from tests.unit.planned_stack import planned_stack, write
from tests.unit.test_check_parameters import CONTEXT

ALWAYS = {"Reuse": {"Training": "ALWAYS"}}


class History:
    """Builds one after the other; versions count from 1."""

    def __init__(self) -> None:
        self.made: dict[str, Any] = {}  # what was planned last
        self.trained: dict[str, Any] = {}
        self._count = 0

    def write(self, document: dict[str, Any]) -> None:
        """Write the parameter document."""
        write(document)

    def plan(self, parameters: dict[str, Any] | None = None, **launch: Any) -> dict[str, Any]:
        """Plan the next build, and return it."""
        self._count += 1
        name = f"build-{self._count}"
        execution = {
            "Id": f"arn:aws:states:us-east-1:123456789012:execution:churn:{name}",
            "Name": name,
            "StartTime": f"2026-11-26T12:00:{self._count:02}.000Z",
            "RedriveCount": 0,
        }
        self.made = plan_build.handler({"Execution": execution, "Launch": {"Parameters": parameters or {}, **launch}}, None)
        build: dict[str, Any] = self.made["Build"]
        return build

    def explain(self, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return what a launch would decide now."""
        asked = {"Parameters": None, "Launch": parameters or {}, "Explain": True}
        decisions: dict[str, Any] = check_parameters.handler(asked, CONTEXT)["Decisions"]
        return decisions

    def train(self, build: dict[str, Any], confirmed: bool = True) -> None:
        """Train what a build trains, and have it confirmed; a build that is killed in between has only noted what it trained."""
        if build["Train"]:
            key = f"artifacts/{build['Names']['TrainingJob']}/output/model.tar.gz"
            boto3.client("s3").put_object(Bucket="code", Key=key, Body=b"model")
            made = {"JobName": build["Names"]["TrainingJob"], "ModelArtifacts": f"s3://code/{key}", "Metrics": {"accuracy": 0.9}}
            self.trained = made
            if confirmed:
                confirm_training.handler({"Build": build, "Resources": {"CodeBucket": "code"}, "Training": made}, None)
            else:
                records.note(build["Version"], {"ModelArtifacts": made["ModelArtifacts"]})

    def deploy(self, build: dict[str, Any]) -> None:
        """Let the endpoint serve a build."""
        sagemaker, names = boto3.client("sagemaker"), build["Names"]
        role = "arn:aws:iam::123456789012:role/hosting"
        sagemaker.create_model(ModelName=names["Model"], ExecutionRoleArn=role, PrimaryContainer={"Image": "x"})
        variant = {"VariantName": "AllTraffic", "ModelName": names["Model"], "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
        sagemaker.create_endpoint_config(EndpointConfigName=names["EndpointConfig"], ProductionVariants=[variant])
        if sagemaker.list_endpoints()["Endpoints"]:
            sagemaker.delete_endpoint(EndpointName="churn")
        mark = [{"Key": "sagebuild:stack", "Value": "churn"}]
        sagemaker.create_endpoint(EndpointName="churn", EndpointConfigName=names["EndpointConfig"], Tags=mark)

    def end(self, build: dict[str, Any], status: str = "SUCCEEDED", deployed: bool | None = None) -> None:
        """Let a build end."""
        serves = status == "SUCCEEDED" and build["Deploy"] and not build["Unchanged"] if deployed is None else deployed
        if serves:
            self.deploy(build)
        takes = build["Model"] and status == "SUCCEEDED" and not build["Unchanged"]
        artifact = {"ModelArtifacts": build["Model"]["ModelArtifacts"]} if takes else {}
        records.write_end(build["Version"], {"Status": status, "EndedAt": "2026-11-26T13:00:00Z", "Deployed": serves, **artifact})

    def build(self, parameters: dict[str, Any] | None = None, status: str = "SUCCEEDED", **launch: Any) -> dict[str, Any]:
        """Plan, train and end a build; one that does not succeed fails behind its training."""
        build = self.plan(parameters, **launch)
        self.train(build)
        self.end(build, status)
        return build


@contextmanager
def history(document: dict[str, Any]) -> Iterator[History]:
    """Have a stack without builds."""
    with planned_stack():
        found = History()
        found.write(document)
        yield found


def told(build: dict[str, Any]) -> dict[str, str]:
    """Return a build's decisions in one line each."""
    return {part: one(made) for part, made in build["Decisions"].items()}


def one(made: dict[str, Any]) -> str:
    """Return a decision in one line."""
    return f"{made['Decision']}{'' if made['Version'] is None else ' ' + str(made['Version'])}: {made['Because']}"


def inputs(version: int) -> dict[str, Any]:
    """Return what the parts of a version depend on, as its record says."""
    found: dict[str, Any] = json.loads(records.read(version)["Inputs"])
    return found
