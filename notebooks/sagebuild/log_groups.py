"""Where the states of a build log: SageMaker's jobs and CodeBuild's images in groups of their own, functions each in its own."""

import json
from collections.abc import Callable
from typing import Any

from sagebuild.access import Access
from sagebuild.builds import Build
from sagebuild.decisions import DONE, PLANNED
from sagebuild.errors import SageBuildError

TRAINING, PROCESSING, ENDPOINTS = "/aws/sagemaker/TrainingJobs", "/aws/sagemaker/ProcessingJobs", "/aws/sagemaker/Endpoints"
ENDPOINT = "Endpoint"
JOBS = ("Train Model", "Tune Model")
EVALUATION = "Evaluate Model"
IMAGES = {"Build Training Image": "Training", "Build Inference Image": "Inference"}
# What is decided of before these states, which are not entered where the answer is no.
PARTS = {**dict.fromkeys(JOBS, "Training"), EVALUATION: "Evaluation", **{state: f"{kind}Image" for state, kind in IMAGES.items()}}
# As many of a project's last builds as one BatchGetBuilds describes.
LAST = 100
Where = Callable[[Build], dict[str, Any] | None]


def where(stack: Access, state: str) -> Where:
    """Return what finds the streams of a state, of a build, as FilterLogEvents names them; None as long as there are none."""
    if state in JOBS:
        return lambda build: {"logGroupName": TRAINING, "logStreamNamePrefix": training_prefix(build)}
    if state == EVALUATION:
        return lambda build: {"logGroupName": PROCESSING, "logStreamNamePrefix": evaluation_prefix(build)}
    if state == ENDPOINT:
        return lambda build: {"logGroupName": f"{ENDPOINTS}/{stack.outputs['SageMakerEndpoint']}"}
    if state in IMAGES:
        return lambda build: image_log(stack, build, IMAGES[state])
    found = function_log(stack, state)
    return lambda build: found


def left_out(build: Build, state: str) -> str | None:
    """Return in a sentence why a build has not been in a state at all; None if it has, or if that is not known."""
    decision = build.decisions.of(PARTS.get(state, ""))
    if decision is None or decision.decision in (DONE, PLANNED):
        return None
    return (
        f"{state} was left out in version {build.version} of {build.stack}: its {decision.name} was {decision}, because {decision.because}"
    )


def training_prefix(build: Build) -> str:
    """Return how the streams of a build's training job begin, or those of its tuning job's trials."""
    return f"{build.names.get('TrainingJob', '-')}{'-' if build.record.get('Train') == 'CreateHyperParameterTuningJob' else '/'}"


def evaluation_prefix(build: Build) -> str:
    """Return how the streams begin of the jobs that evaluate the new model and the one that serves: their names end in new and old."""
    return build.names.get("Evaluation", "-new").removesuffix("new")


def image_log(stack: Access, build: Build, kind: str) -> dict[str, Any] | None:
    """Return where CodeBuild logged the building of an image: the newest of its builds that made it."""
    client, project = stack.client("codebuild"), stack.resources["ImageProject"]
    ids = client.list_builds_for_project(projectName=project, sortOrder="DESCENDING").get("ids", [])[:LAST]
    found = client.batch_get_builds(ids=ids)["builds"] if ids else []
    makers = [made for made in found if is_of(made, f"v{build.version}-{kind.lower()}")]
    if not makers:
        return None
    logs = max(makers, key=lambda made: made["startTime"])["logs"]
    return {"logGroupName": logs["groupName"], "logStreamNames": [logs["streamName"]]}


def is_of(made: dict[str, Any], tag: str) -> bool:
    """Return whether one of CodeBuild's builds made a version's image of a kind: its tag begins so, and what it was made of may follow."""
    variables = made["environment"].get("environmentVariables", [])
    tags = [item["value"].rpartition(":")[2] for item in variables if item["name"] == "IMAGE_URI"]
    return any(found == tag or found.startswith(f"{tag}-") for found in tags)


def function_log(stack: Access, state: str) -> dict[str, Any]:
    """Return the log group of the function that a state invokes."""
    machine = stack.client("stepfunctions").describe_state_machine(stateMachineArn=stack.outputs["StateMachine"])
    functions = functions_of(json.loads(machine["definition"]))
    if state not in functions:
        known = ", ".join([*JOBS, *IMAGES, EVALUATION, ENDPOINT, *functions])
        raise SageBuildError(f"The state {state} logs nothing; these do: {known}")
    name = functions[state].split(":")[6]
    own = {physical: logical for logical, physical in stack.resources.items()}
    group = stack.resources.get(own.get(name, "").replace("Function", "LogGroup"))
    # A config function of the user's own logs where Lambda's functions do.
    return {"logGroupName": group or f"/aws/lambda/{name}"}


def functions_of(machine: dict[str, Any]) -> dict[str, str]:
    """Return which states of a machine invoke functions, and the ARNs of these."""
    found = {}
    for name, state in machine["States"].items():
        arguments = state.get("Arguments")
        if isinstance(arguments, dict) and "FunctionName" in arguments:
            found[name] = str(arguments["FunctionName"])
        for branch in state.get("Branches", []):
            found |= functions_of(branch)
    return found
