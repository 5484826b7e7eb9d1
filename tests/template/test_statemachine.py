"""Rules that every state of the build keeps."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import botocore.session
import pytest

from local.stepfunctions.definitions import refusal

ROOT = Path(__file__).parents[2]
OPTIMIZED = {
    "arn:${Partition}:states:::lambda:invoke": ("lambda", "Invoke"),
    "arn:${Partition}:states:::lambda:invoke.waitForTaskToken": ("lambda", "Invoke"),
    "arn:${Partition}:states:::codebuild:startBuild.sync": ("codebuild", "StartBuild"),
    "arn:${Partition}:states:::sagemaker:createTrainingJob.sync": ("sagemaker", "CreateTrainingJob"),
    "arn:${Partition}:states:::sagemaker:createHyperParameterTuningJob.sync": ("sagemaker", "CreateHyperParameterTuningJob"),
    "arn:${Partition}:states:::sagemaker:createProcessingJob.sync": ("sagemaker", "CreateProcessingJob"),
    "arn:${Partition}:states:::states:startExecution.sync:2": ("stepfunctions", "StartExecution"),
}
INVOKE = (":lambda:invoke", ":lambda:invoke.waitForTaskToken")
MACHINES = ("build", "rollback")
States = dict[str, dict[str, Any]]


def tasks(states: States) -> States:
    return {name: state for name, state in states.items() if state["Type"] == "Task"}


def test_state_names_are_unique_across_branches(definition: dict[str, Any], states: States) -> None:
    names = re.findall(r'^ {4,}"([^"]+)": \{$\n\s+"Comment"', (ROOT / "statemachine/build.asl.json").read_text(), re.MULTILINE)
    assert sorted(names) == sorted(states)
    assert len(names) == len(set(names))


def test_every_state_says_why_it_exists(states: States, rollback: States) -> None:
    assert [name for name, state in (*states.items(), *rollback.items()) if not state.get("Comment")] == []


def test_every_task_has_a_timeout_a_retry_and_a_catch_of_everything(states: States) -> None:
    assert len(tasks(states)) == 41
    for name, state in tasks(states).items():
        assert state["TimeoutSeconds"] > 0, name
        assert state["Retry"], name
        assert state["Catch"][-1]["ErrorEquals"] == ["States.ALL"], name


def test_a_caught_failure_ends_in_clean_up_or_in_the_end_of_its_branch(states: States) -> None:
    targets = {state["Catch"][-1]["Next"] for name, state in states.items() if "Catch" in state and name != "Clean Up"}
    going_on = {"Leave Training Unconfirmed", "Is There Anything To Restore?"}
    assert targets == {"Clean Up", "Training Failed", "Inference Image Failed", "Evaluation Failed", *going_on}
    assert states["Clean Up"]["Catch"] == [{"ErrorEquals": ["States.ALL"], "Next": "Build Failed"}]


def test_every_invocation_is_retried_on_all_that_aws_recommends(states: States) -> None:
    """As https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html says."""
    recommended = {
        "Lambda.ClientExecutionTimeoutException",
        "Lambda.ServiceException",
        "Lambda.AWSLambdaException",
        "Lambda.SdkClientException",
        "Lambda.TooManyRequestsException",
    }
    invocations = {name: state for name, state in tasks(states).items() if state["Resource"].endswith(INVOKE)}
    assert len(invocations) == 25
    assert {name: set(state["Retry"][0]["ErrorEquals"]) for name, state in invocations.items()} == dict.fromkeys(invocations, recommended)


def test_what_makes_something_is_retried_only_on_what_says_that_nothing_was_made(states: States) -> None:
    making = [state for state in tasks(states).values() if not state["Resource"].endswith(INVOKE)]
    assert len(making) == 16
    retried = {error for state in making for retry in state["Retry"] for error in retry["ErrorEquals"]}
    assert retried == {"ThrottlingException", "StepFunctions.ExecutionLimitExceededException"}


def test_what_a_quota_may_refuse_is_weighed_under_every_name_that_step_functions_gives_it(states: States) -> None:
    codebuild = ["CodeBuild.AccountLimitExceededException", "CodeBuild.CodeBuildException", "CodeBuild.AWSCodeBuildException"]
    job = ["SageMaker.ResourceLimitExceededException", "SageMaker.AmazonSageMakerException"]
    call = ["SageMaker.ResourceLimitExceededException", "SageMaker.SageMakerException"]
    first = {name: state["Catch"][0] for name, state in states.items() if len(state.get("Catch", [])) > 1}
    assert {name: (catch["ErrorEquals"], catch["Next"]) for name, catch in first.items()} == {
        "Build Training Image": (codebuild, "Weigh Training Limit"),
        "Train Model": (job, "Weigh Training Limit"),
        "Tune Model": (job, "Weigh Training Limit"),
        "Build Inference Image": (codebuild, "Weigh Inference Image Limit"),
        "Evaluate Model": (job, "Weigh Evaluation Limit"),
        "Create Model": (call, "Weigh Limit"),
        "Create Endpoint Config": (call, "Weigh Limit"),
        "Create Endpoint": (call, "Weigh Limit"),
        "Update Endpoint": (call, "Weigh Limit"),
        "Create Rehearsal Endpoint": (call, "Weigh Limit"),
        "Delete Rehearsal Endpoint": (["SageMaker.SageMakerException"], "Weigh Limit"),
        "Delete Endpoint": (["SageMaker.SageMakerException"], "Weigh Limit"),
    }


def test_the_weighing_never_takes_the_place_of_the_failure_that_it_weighs(states: States) -> None:
    for name in ("Weigh Limit", "Weigh Training Limit", "Weigh Inference Image Limit", "Weigh Evaluation Limit"):
        assert [set(catch) for catch in states[name]["Catch"]] == [{"ErrorEquals", "Next"}], name


@pytest.mark.parametrize("name", MACHINES)
def test_no_partition_is_written_out(name: str) -> None:
    text = (ROOT / f"statemachine/{name}.asl.json").read_text()
    assert re.findall(r"arn:aws[a-z-]*:|amazonaws\.com", text) == []


def test_every_call_is_a_real_operation_with_arguments_that_it_knows(states: States) -> None:
    session = botocore.session.get_session()
    for name, state in tasks(states).items():
        service, operation = api_call(state["Resource"])
        members = session.get_service_model(service).operation_model(operation).input_shape.members
        known = {member[0].upper() + member[1:] for member in members}
        if isinstance(state["Arguments"], dict):
            assert set(state["Arguments"]) <= known, name
        else:
            assert re.fullmatch(r"\{% \$[a-zA-Z.]+ %\}", state["Arguments"]), name


def api_call(resource: str) -> tuple[str, str]:
    """Return botocore's service and operation of an integration."""
    if resource in OPTIMIZED:
        return OPTIMIZED[resource]
    match = re.fullmatch(r"arn:\$\{Partition\}:states:::aws-sdk:(\w+):(\w+)", resource)
    assert match, f"{resource} is neither an SDK integration nor a known optimized one"
    return match[1], match[2][0].upper() + match[2][1:]


@pytest.mark.parametrize("name", MACHINES)
def test_step_functions_takes_the_definition(name: str) -> None:
    """A branch, for one thing, may assign no variable of the build."""
    assert refusal((ROOT / f"statemachine/{name}.asl.json").read_text()) is None


@pytest.mark.parametrize("name", MACHINES)
def test_every_placeholder_is_filled_and_every_substitution_used(template: dict[str, Any], name: str) -> None:
    placeholders = set(re.findall(r"\$\{(\w+)\}", (ROOT / f"statemachine/{name}.asl.json").read_text()))
    assert placeholders == set(template["Resources"][f"{name.title()}StateMachine"]["Properties"]["DefinitionSubstitutions"])


def test_a_state_is_called_after_the_function_that_it_invokes(template: dict[str, Any], states: States) -> None:
    invoked = {
        name: re.fullmatch(r"\$\{(\w+)FunctionArn\}", state["Arguments"]["FunctionName"])
        for name, state in tasks(states).items()
        if state["Resource"].endswith(INVOKE)
    }
    assert len(invoked) > 10
    for name, found in invoked.items():
        assert found, name
        assert f"{found[1]}Function" in template["Resources"], name
        words = iter(name.split())
        assert all(word in words for word in re.findall(r"[A-Z][a-z]+", found[1])), f"{name} invokes {found[1]}"


def test_expressions_select_and_never_calculate(states: States) -> None:
    expressions = re.findall(r"\{% (.*?) %\}", json.dumps(states))
    assert len(expressions) > 40
    assert [e for e in expressions if re.search(r"[\w\])] [-+*/%] [\w$(]", e)] == []


@pytest.mark.parametrize("name", MACHINES)
def test_the_inlined_definition_passes_cfn_lint(template: dict[str, Any], tmp_path: Path, name: str) -> None:
    text = (ROOT / f"statemachine/{name}.asl.json").read_text()
    arn = "arn:aws:lambda:us-east-1:123456789012:function:f"
    filled = json.loads(re.sub(r"\$\{\w+Arn\}", arn, text).replace("${ImageProject}", "project").replace("${Partition}", "aws"))
    for state in filled["States"].values():
        if "HeartbeatSeconds" in state:
            # An expression may stand there (https://states-language.net/#task-state), of which cfn-lint knows nothing.
            state["HeartbeatSeconds"] = 1200
    machine = {
        "Type": "AWS::StepFunctions::StateMachine",
        "Properties": {"RoleArn": "arn:aws:iam::123456789012:role/build", "Definition": filled},
    }
    synthetic = tmp_path / "template.json"
    synthetic.write_text(json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Machine": machine}}))
    lint = subprocess.run([Path(sys.executable).parent / "cfn-lint", synthetic], capture_output=True, text=True, check=False)
    assert (lint.returncode, lint.stdout) == (0, "")


def test_a_rollback_moves_the_endpoint_by_the_same_states_as_a_build(states: States, rollback: States) -> None:
    """What a state says of itself and where it leads may differ."""
    shared = set(states) & set(rollback)
    assert set(rollback) - shared == {"Plan Rollback", "Does It Serve Already?", "Rollback Succeeded", "Rollback Failed"}
    assert len([name for name in shared if states[name]["Type"] == "Task"]) == 10
    assert {name for name in shared if without_ways(states[name]) != without_ways(rollback[name])} == set()
    plan, build = without_ways(rollback["Plan Rollback"]), without_ways(states["Plan Build"])
    assert (plan["Arguments"]["Payload"], plan["Retry"]) == (build["Arguments"]["Payload"], build["Retry"])


def without_ways(state: dict[str, Any]) -> dict[str, Any]:
    """Return a state without its comment, and without where it leads."""
    kept = {key: value for key, value in state.items() if key not in ("Comment", "Next", "Default", "Choices")}
    if "Catch" in state:
        kept["Catch"] = [{key: value for key, value in catch.items() if key != "Next"} for catch in state["Catch"]]
    return kept
