"""What goes from state to state: requests, results, and what becomes of the outcome."""

from typing import Any

import pytest
from sfnx.testing import Call, Execution, Wait

from tests.second_interpreter import run
from tests.statemachine.builds import (
    ALONE,
    ANSWERS,
    DEFINITION,
    DELETED,
    EXAM,
    FULL,
    GIVEN_IMAGE,
    NO_INSTANCES,
    PLAN,
    REHEARSED,
    RESTORED,
    TRAINED,
    TRIED,
    TUNED,
    UPDATED,
    VALIDATED,
    VERIFIED,
    after_images,
    calls,
    deployment,
    go,
    plan,
)


def payload(execution: Execution, state: str) -> Any:
    return calls(execution, state)[-1]["Payload"]


def test_the_outcome_tells_of_build_training_and_deployment() -> None:
    assert go().output == {
        "Build": after_images(PLAN),
        "Training": {
            "JobName": "churn-v7-0a",
            "ModelArtifacts": "s3://code/model.tar.gz",
            "Metrics": {"accuracy": 0.97, "loss": 0.1},
            "DataChanged": None,
        },
        "Evaluation": None,
        "Deployment": deployment("CREATE")["Payload"],
    }


@pytest.mark.parametrize("found", [None, [], [None], {"left out": True}])
def test_a_training_without_metrics_has_none_however_that_is_said(found: Any) -> None:
    job = {key: value for key, value in TRAINED.items() if key != "FinalMetricDataList"}
    if found != {"left out": True}:
        job["FinalMetricDataList"] = found
    output: Any = go(PLAN, {"Train Model": job}).output
    assert output["Training"]["Metrics"] == {}


def test_a_training_with_one_metric_has_it() -> None:
    output: Any = go(PLAN, {"Train Model": {**TRAINED, "FinalMetricDataList": [{"MetricName": "auc", "Value": 0.5}]}}).output
    assert output["Training"]["Metrics"] == {"auc": 0.5}


@pytest.mark.parametrize(
    "planned", [plan({"Deploy": False}), plan({"Train": None, "Model": {"ModelArtifacts": "s3://a"}, "Deploy": False})]
)
def test_a_build_that_stops_after_the_model_has_no_deployment(planned: dict[str, Any]) -> None:
    output: Any = go(planned).output
    assert output["Deployment"] is None


@pytest.mark.parametrize("models", [EXAM, ALONE])
def test_each_model_takes_the_exam_that_was_planned_for_it(models: dict[str, Any]) -> None:
    execution = go(plan({"Evaluation": True}), {"Plan Evaluation": {"Payload": models}})
    assert calls(execution, "Evaluate Model") == models["Jobs"]
    assert payload(execution, "Validate Model")["Evaluation"] == models
    output: Any = execution.output
    assert output["Evaluation"] == VALIDATED


def test_a_model_that_takes_no_exam_is_judged_by_its_training() -> None:
    asked = payload(go(plan({"Validation": True})), "Validate Model")
    assert (asked["Evaluation"], asked["Training"]["Metrics"]) == (None, {"accuracy": 0.97, "loss": 0.1})


def test_only_checked_requests_reach_sagemaker() -> None:
    execution = go(FULL, UPDATED)
    assert calls(execution, "Train Model") == [{"TrainingJobName": "checked"}]
    assert calls(execution, "Create Model") == [{"ModelName": "checked"}]
    assert calls(execution, "Create Endpoint Config") == [{"EndpointConfigName": "checked"}]
    assert calls(go(TUNED), "Tune Model") == [{"TrainingJobName": "checked"}]
    assert calls(execution, "Update Endpoint") == [{"EndpointName": "churn", "EndpointConfigName": "churn-v7"}]


def test_a_check_knows_what_it_checks() -> None:
    execution = go()
    assert [payload(execution, f"Check {kind} Request")["Operation"] for kind in ("Training", "Model", "Endpoint")] == [
        "CreateTrainingJob",
        "CreateModel",
        "CreateEndpointConfig",
    ]
    assert payload(go(TUNED), "Check Training Request")["Operation"] == "CreateHyperParameterTuningJob"


def test_the_repacked_model_is_served_and_the_trained_one_is_recorded() -> None:
    execution = go(FULL)
    assert payload(execution, "Configure Model")["Training"] == {"ModelArtifacts": "s3://code/repacked.tar.gz"}
    output: Any = execution.output
    assert output["Training"]["ModelArtifacts"] == "s3://code/model.tar.gz"


def test_each_image_is_built_from_its_own_dockerfile_at_the_builds_commit() -> None:
    execution = go(FULL)
    variables = {
        state: {item["Name"]: item["Value"] for item in calls(execution, state)[0]["EnvironmentVariablesOverride"]}
        for state in ("Build Training Image", "Build Inference Image")
    }
    assert variables == {
        "Build Training Image": {
            "DOCKERFILE": "Dockerfile",
            "CONTEXT": ".",
            "BUILD_ARGS": "PYTHON=3.13\nCPU=1",
            "FRESH": "false",
            "IMAGE_URI": "churn:v7-training",
        },
        "Build Inference Image": {
            "DOCKERFILE": "serving/Dockerfile",
            "CONTEXT": "serving",
            "BUILD_ARGS": "PYTHON=3.13\nCPU=1",
            "FRESH": "true",
            "IMAGE_URI": "churn:v7-inference",
        },
    }
    assert calls(execution, "Build Inference Image")[0]["SourceVersion"] == "c0ffee"


def images(build: Any) -> list[str]:
    return [build["Images"][kind]["Uri"] for kind in ("Training", "Inference")]


def test_what_was_built_is_named_by_its_digest_from_then_on() -> None:
    execution = go(FULL)
    assert images(payload(execution, "Configure Training")["Build"])[0] == "churn@sha256:training"
    output: Any = execution.output
    for build in (payload(execution, "Configure Model")["Build"], payload(execution, "Plan Evaluation")["Build"], output["Build"]):
        assert images(build) == ["churn@sha256:training", "churn@sha256:inference"]
    assert {key: value for key, value in output["Build"].items() if key != "Images"} == {
        key: value for key, value in FULL["Build"].items() if key != "Images"
    }


@pytest.mark.parametrize("planned", [PLAN, TUNED])
def test_one_image_that_does_both_has_one_digest(planned: dict[str, Any]) -> None:
    output: Any = go(planned).output
    assert images(output["Build"]) == ["churn@sha256:training", "churn@sha256:training"]
    assert "Image" not in output["Training"]


def test_images_that_were_there_stay_as_they_were_planned() -> None:
    there = {"Training": {**GIVEN_IMAGE, "Uri": "churn@sha256:9"}, "Inference": GIVEN_IMAGE}
    for train in ("CreateTrainingJob", None):
        output: Any = go(plan({"Train": train, "Model": {"ModelArtifacts": "s3://a"}}, there)).output
        assert images(output["Build"]) == ["churn@sha256:9", "sklearn:1.4"]
    alone: Any = go(plan({"Train": None, "Model": {"ModelArtifacts": "s3://a"}}, {"Training": {"Build": False, "Uri": None}})).output
    assert images(alone["Build"]) == [None, "churn:v7-training"]


def test_an_image_of_which_no_digest_is_told_is_named_by_its_tag() -> None:
    output: Any = go(PLAN, {"Build Training Image": {"Build": {"BuildStatus": "SUCCEEDED"}}}).output
    assert images(output["Build"]) == ["churn:v7-training", "churn:v7-training"]


def test_preprocessing_reaches_the_config_functions_and_all_reaches_postprocessing() -> None:
    execution = go(FULL)
    assert payload(execution, "Configure Training")["Preprocessing"] == {"rows": 7}
    assert payload(go(), "Configure Training")["Preprocessing"] is None
    (asked,) = calls(execution, "Run Postprocessing")
    assert set(asked["Input"]) == {
        "AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID", "Build", "Parameters", "Resources", "Preprocessing", "Training", "Deployment",
    }  # fmt: skip
    assert asked["Input"]["Training"]["JobName"] == "churn-v7-0a"


@pytest.mark.parametrize(
    ("state", "weighing", "build"),
    [("Train Model", "Weigh Training Limit", PLAN["Build"]), ("Create Model", "Weigh Limit", after_images(PLAN))],
)
def test_whoever_weighs_learns_the_failure_and_what_it_said_the_last_time(state: str, weighing: str, build: dict[str, Any]) -> None:
    first = {"State": state, "Times": 1, "WaitSeconds": 300}
    execution = go(PLAN, {state: [NO_INSTANCES, NO_INSTANCES, TRAINED], weighing: {"Payload": first}})
    failure = {"State": state, "Error": NO_INSTANCES.error, "Cause": NO_INSTANCES.cause}
    asked = [call["Payload"] for call in calls(execution, weighing)]
    assert asked == [{"Build": build, "Failure": failure, "Before": before} for before in (None, first)]


def test_the_wait_is_as_long_as_was_weighed() -> None:
    waited: list[Wait] = []
    refused: list[str] = []

    def task(call: Call) -> object:
        if call.state == "Train Model" and not refused:
            refused.append(call.state)
            raise NO_INSTANCES
        return {**ANSWERS, "Plan Build": {"Payload": PLAN}}[call.state]

    run(DEFINITION, {}, task, on_wait=waited.append)
    assert [(wait.state, wait.seconds) for wait in waited] == [("Wait For Training Limit", 300)]


def test_whoever_waits_says_for_what_and_hands_over_a_token() -> None:
    assert payload(go(PLAN, UPDATED), "Await Endpoint") == {
        "TaskToken": "token",
        "Endpoint": "churn",
        "For": "SERVING",
        "EndpointConfig": "churn-v7",
        "Alarms": ["churn-5xx"],
        "StartedAt": "2026-11-26T10:00:00+00:00",
        "Attempt": 0,
        "PatienceSeconds": 3600,
        "Build": after_images(PLAN),
    }


def test_each_wait_is_for_its_own_endpoint_and_configuration() -> None:
    waits = {state: payload(go(REHEARSED, TRIED), state) for state in ("Await Rehearsal Endpoint", "Await Endpoint")}
    waits["Await Restored Endpoint"] = payload(go(VERIFIED, RESTORED), "Await Restored Endpoint")
    waits["Await Calm Endpoint"] = payload(go(PLAN, DELETED), "Await Calm Endpoint")
    assert {state: (wait["Endpoint"], wait["For"], wait["EndpointConfig"]) for state, wait in waits.items()} == {
        "Await Rehearsal Endpoint": ("churn-rehearsal", "SERVING", "churn-v7"),
        "Await Endpoint": ("churn", "SERVING", "churn-v7"),
        "Await Restored Endpoint": ("churn", "SERVING", "churn-v6"),
        "Await Calm Endpoint": ("churn", "CALM", None),
    }


def test_the_deployment_is_planned_anew_knowing_that_it_was_rehearsed() -> None:
    assert [asked["Payload"]["Rehearsed"] for asked in calls(go(REHEARSED, TRIED), "Plan Deployment")] == [False, True]
