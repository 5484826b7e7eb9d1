"""Builds that a second interpreter runs offline, with every task answered as AWS answers it."""

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path as File
from typing import Any, NamedTuple

from sfnx.testing import Call, Execution, Failure

from tests.second_interpreter import run

DEFINITION: dict[str, Any] = json.loads((File(__file__).parents[2] / "statemachine/build.asl.json").read_text())
Answer = Any  # a task's result, a Failure, or a list of these: one for each call, the last for all calls behind it
MADE_OF = {"Dockerfile": "Dockerfile", "Context": ".", "Arguments": "PYTHON=3.13\nCPU=1", "Fresh": False}
PLAN: dict[str, Any] = {
    "Build": {
        "Stack": "churn",
        "Version": 7,
        "Train": "CreateTrainingJob",
        "Deploy": True,
        "Repack": False,
        "Evaluation": False,
        "Validation": False,
        "Model": None,
        "Images": {
            "Training": {"Build": True, **MADE_OF, "Uri": "churn:v7-training"},
            "Inference": {"Build": False, **MADE_OF, "Uri": "churn:v7-training"},
        },
        "Source": {"Version": "c0ffee"},
        "Names": {"Endpoint": "churn", "Rehearsal": "churn-rehearsal"},
    },
    "Parameters": {"Framework": "BYOD"},
    "Resources": {"CodeBucket": "code", "PreprocessStateMachine": None, "PostprocessStateMachine": None},
}
GIVEN_IMAGE = {"Uri": "sklearn:1.4", "Build": False, "Dockerfile": None}
BUILT_IMAGE = {
    **MADE_OF,
    "Uri": "churn:v7-inference",
    "Build": True,
    "Dockerfile": "serving/Dockerfile",
    "Context": "serving",
    "Fresh": True,
}
TRAINED = {
    "TrainingJobName": "churn-v7-0a",
    "ModelArtifacts": {"S3ModelArtifacts": "s3://code/model.tar.gz"},
    "FinalMetricDataList": [
        {"MetricName": "accuracy", "Value": 0.97, "Timestamp": 1},
        {"MetricName": "loss", "Value": 0.1, "Timestamp": 1},
    ],
}
EXAM = {
    "Jobs": [{"ProcessingJobName": "churn-v7-0a-new"}, {"ProcessingJobName": "churn-v7-0a-old"}],
    "Champion": {"Version": 6, "Metrics": None},
    "Fingerprint": "f00",
    "Sentence": "",
}
ALONE = {"Jobs": EXAM["Jobs"][:1], "Champion": None, "Fingerprint": "f00", "Sentence": "no version serves yet"}
VALIDATED = {"Metrics": {"auc": 0.9}, "Champion": {"Version": 6, "Metrics": {"auc": 0.8}}, "Metric": "auc", "Sentence": "auc is 0.9"}


def deployment(action: str, endpoint: str = "churn", scaling: Any = None) -> dict[str, Any]:
    """Return what Plan Deployment answers: the next step."""
    makes = action in ("REHEARSE", "CREATE", "UPDATE")
    updates = action == "UPDATE"
    return {
        "Payload": {
            "Action": action,
            "Request": {"EndpointName": endpoint, "EndpointConfigName": "churn-v7"} if makes else None,
            "Previous": "churn-v6" if updates else None,
            "Restore": {"EndpointName": endpoint, "EndpointConfigName": "churn-v6"} if updates else None,
            "StartedAt": "2026-11-26T10:00:00+00:00",
            "HeartbeatSeconds": 1200,
            "PatienceSeconds": 3600,
            "Alarms": ["churn-5xx"] if updates else [],
            "Scaling": scaling,
            "Await": endpoint,
        }
    }


def image_built(by_digest: str) -> dict[str, Any]:
    """Return what CodeBuild answers: among others, the variables that the build has exported."""
    return {"Build": {"BuildStatus": "SUCCEEDED", "ExportedEnvironmentVariables": [{"Name": "IMAGE_BY_DIGEST", "Value": by_digest}]}}


BUILT = {"Training": image_built("churn@sha256:training"), "Inference": image_built("churn@sha256:inference")}
ANSWERS: dict[str, Answer] = {
    "Run Preprocessing": {"Output": {"rows": 7}},
    "Build Training Image": BUILT["Training"],
    "Build Inference Image": BUILT["Inference"],
    "Configure Training": {"Payload": {"TrainingJobName": "asked"}},
    "Check Training Request": {"Payload": {"TrainingJobName": "checked"}},
    "Train Model": TRAINED,
    "Tune Model": {"HyperParameterTuningJobName": "churn-v7-0a", "BestTrainingJob": {"TrainingJobName": "churn-v7-0a-003"}},
    "Summarize Tuning": {
        "Payload": {"JobName": "churn-v7-0a-003", "ModelArtifacts": "s3://code/best.tar.gz", "Metrics": {"accuracy": 0.98}}
    },
    "Confirm Training": {"Payload": {"DataChanged": None}},
    "Plan Evaluation": {"Payload": EXAM},
    "Evaluate Model": {"ProcessingJobStatus": "Completed"},
    "Validate Model": {"Payload": VALIDATED},
    "Repack Model": {"Payload": {"ModelArtifacts": "s3://code/repacked.tar.gz"}},
    "Configure Model": {"Payload": {"ModelName": "asked"}},
    "Check Model Request": {"Payload": {"ModelName": "checked"}},
    "Create Model": {"ModelArn": "arn:model"},
    "Configure Endpoint": {"Payload": {"EndpointConfigName": "asked"}},
    "Check Endpoint Request": {"Payload": {"EndpointConfigName": "checked"}},
    "Create Endpoint Config": {"EndpointConfigArn": "arn:config"},
    "Plan Deployment": deployment("CREATE"),
    "Create Endpoint": {"EndpointArn": "arn:endpoint"},
    "Update Endpoint": {"EndpointArn": "arn:endpoint"},
    "Delete Endpoint": {},
    "Await Calm Endpoint": {"Status": None},
    "Create Rehearsal Endpoint": {"EndpointArn": "arn:rehearsal"},
    "Await Rehearsal Endpoint": {"Status": "InService"},
    "Verify Rehearsal Endpoint": {"Payload": {}},
    "Delete Rehearsal Endpoint": {},
    "Await Endpoint": {"Status": "InService"},
    "Verify Endpoint": {"Payload": {}},
    "Restore Endpoint": {"EndpointArn": "arn:endpoint"},
    "Await Restored Endpoint": {"Status": "InService"},
    "Delete Unverified Endpoint": {},
    "Scale Endpoint": {"Payload": {}},
    "Run Postprocessing": {"Output": {}},
    "Clean Up": {"Payload": {"Error": "Explained", "Cause": "in words"}},
    "Weigh Limit": {"Payload": {"WaitSeconds": 300}},
    "Weigh Training Limit": {"Payload": {"WaitSeconds": 300}},
    "Weigh Inference Image Limit": {"Payload": {"WaitSeconds": 60}},
    "Weigh Evaluation Limit": {"Payload": {"WaitSeconds": 300}},
}

# What they answer when things go wrong.
NO_INSTANCES = Failure("SageMaker.ResourceLimitExceededException", "The account-level service limit 'ml.m5.large' is 1 Instances")
NO_BUILDS = Failure("CodeBuild.AccountLimitExceededException", "Cannot have more than 1 builds in queue for the account")
THROTTLED = Failure("SageMaker.SageMakerException", "Rate exceeded")
IS_ZERO = Failure("QuotaIsZero", "ml.m5.large")
CRASH = Failure("States.TaskFailed", "no rows")


def plan(build: dict[str, Any] | None = None, images: dict[str, Any] | None = None, **resources: str) -> dict[str, Any]:
    """Return a plan that differs from the usual one."""
    changed = deepcopy(PLAN)
    changed["Build"] |= build or {}
    changed["Build"]["Images"] |= images or {}
    changed["Resources"] |= resources
    return changed


def after_images(planned: dict[str, Any]) -> dict[str, Any]:
    """Return the Build of a plan when its images have been built."""
    uris = {kind: found["Build"]["ExportedEnvironmentVariables"][0]["Value"] for kind, found in BUILT.items()}
    build = deepcopy(planned["Build"])
    of_tag = {image["Uri"]: uris[kind] for kind, image in build["Images"].items() if image["Build"]}
    for image in build["Images"].values():
        image["Uri"] = of_tag.get(image["Uri"], image["Uri"])
    return build


# Together they come to every Task but those that weigh limits and the one that cleans up.
FULL = plan(
    {"Repack": True, "Evaluation": True, "Validation": True},
    {"Inference": BUILT_IMAGE},
    PreprocessStateMachine="arn:etl",
    PostprocessStateMachine="arn:report",
)
TUNED = plan({"Train": "CreateHyperParameterTuningJob"})
VERIFIED = plan({"Verification": "AFTER"})
REHEARSED = plan({"Verification": "BEFORE"})
UPDATED: dict[str, Answer] = {"Plan Deployment": deployment("UPDATE")}
SCALED: dict[str, Answer] = {"Plan Deployment": deployment("CREATE", scaling={"AllTraffic": {"MaxCapacity": 4}})}
DELETED: dict[str, Answer] = {"Plan Deployment": [deployment("DELETE"), deployment("CREATE")]}
TRIED: dict[str, Answer] = {"Plan Deployment": [deployment("REHEARSE", "churn-rehearsal"), deployment("UPDATE")]}
WRONG = Failure("VerificationFailed", "expected 200, got 500")
RESTORED: dict[str, Answer] = {**UPDATED, "Verify Endpoint": WRONG}
SETTINGS: dict[str, tuple[dict[str, Any], dict[str, Answer]]] = {
    "Evaluate Model": (FULL, {"Plan Evaluation": {"Payload": ALONE}}),
    "Tune Model": (TUNED, {}),
    "Summarize Tuning": (TUNED, {}),
    "Update Endpoint": (FULL, UPDATED),
    "Delete Endpoint": (FULL, DELETED),
    "Await Calm Endpoint": (FULL, DELETED),
    "Create Rehearsal Endpoint": (REHEARSED, TRIED),
    "Await Rehearsal Endpoint": (REHEARSED, TRIED),
    "Verify Rehearsal Endpoint": (REHEARSED, TRIED),
    "Delete Rehearsal Endpoint": (REHEARSED, TRIED),
    "Verify Endpoint": (VERIFIED, UPDATED),
    "Restore Endpoint": (VERIFIED, RESTORED),
    "Await Restored Endpoint": (VERIFIED, RESTORED),
    "Delete Unverified Endpoint": (VERIFIED, {"Verify Endpoint": WRONG}),
    "Scale Endpoint": (FULL, SCALED),
}


class Path(NamedTuple):
    """One path: what is planned, what is answered otherwise than usual, and the states that are entered."""

    plan: dict[str, Any]
    answers: dict[str, Answer]
    states: str


def go(planned: dict[str, Any] = PLAN, answers: dict[str, Answer] | None = None) -> Execution:
    """Run a build of a plan; answers are in the place of the usual ones."""
    return run(DEFINITION, {"Reason": "a test"}, answering({**ANSWERS, "Plan Build": {"Payload": planned}, **(answers or {})}))


def answering(given: dict[str, Answer]) -> Callable[[Call], object]:
    """Return what every Task is answered by, from the answers of each."""
    left = {name: list(answer) if isinstance(answer, list) else [answer] for name, answer in given.items()}

    def task(call: Call) -> object:
        queue = left[call.state]
        answer = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(answer, Failure):
            raise answer
        return answer

    return task


def go_through(state: str, *answers: Answer, **others: Answer) -> Execution:
    """Run a build that comes to a Task, which answers as given first, and as usual then."""
    planned, needed = SETTINGS.get(state, (FULL, {}))
    usual = {**ANSWERS, "Plan Build": {"Payload": planned}, **needed}[state]
    then = usual if isinstance(usual, list) else [usual]
    return go(planned, {**needed, state: [*answers, *then], **others})


def calls(execution: Execution, state: str) -> list[Any]:
    """Return what a Task was asked for, in order."""
    return [call.arguments for call in execution.calls if call.state == state]
