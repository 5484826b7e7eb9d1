"""The record of beliefs and the proof's own parts."""

import json
from typing import Any

import pytest
from botocore.stub import Stubber

from launch.request import launch_request
from prove import cost, document, documents, stack
from prove.asking import errors
from prove.aws import Aws, Refused
from prove.belief import BELIEFS, Belief
from prove.checks import SECTIONS, endpoints
from prove.documents import HOSTING_INSTANCE, TRAINING_INSTANCE
from prove.evidence import Build, Evidence
from prove.outcome import NotProved, Otherwise
from prove.report import Verdict, judge, lines, summary
from prove.stack import Stack

STACK = Stack(Aws(0), "proof", {"StateMachine": "arn:machine", "LaunchTopic": "arn:topic", "CodeBucket": "code"})


@pytest.fixture(autouse=True)
def region(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"AWS_DEFAULT_REGION": "eu-west-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}.items():
        monkeypatch.setenv(name, value)


def test_the_document_is_what_the_checks_say() -> None:
    assert document.text() == document.DOCUMENT.read_text()


def test_every_belief_stands_in_the_document_once() -> None:
    rows = [line for line in document.DOCUMENT.read_text().splitlines() if line.startswith("| `")]
    assert sorted(row.split("`")[1] for row in rows) == sorted(BELIEFS)
    assert {found.check.__module__ for found in BELIEFS.values()} == {module.__name__ for module, _ in SECTIONS}


def test_only_beliefs_that_there_are_can_have_been_proved() -> None:
    assert set(document.PROVED) <= set(BELIEFS)


def test_an_estimate_is_the_sum_of_what_the_steps_use() -> None:
    assert cost.estimate([{"image": 10, "training": 30}, {"training": 30, "hosting": 60}]) == [
        "  $0.05  10 minutes of image builds (CodeBuild, general1.small)",
        f"  $0.06  60 minutes of training ({TRAINING_INSTANCE})",
        f"  $0.06  60 minutes of serving ({HOSTING_INSTANCE})",
        "  $0.10  everything else",
        "  $0.27  in all, at us-east-1's list prices; yours may differ",
    ]


def made_up(check: Any) -> Belief:
    return Belief("sky", "The sky is blue.", "It looks so.", "https://example.com", "painters are wrong", check)


def raising(error: Exception | None) -> Any:
    def check(evidence: Evidence) -> None:
        if error:
            raise error

    return check


@pytest.mark.parametrize(
    ("error", "verdict", "sentence"),
    [
        (None, Verdict.HELD, ""),
        (NotProved("it is night"), Verdict.NOT_PROVED, "it is night"),
        (Otherwise("it is\n green"), Verdict.OTHERWISE, "it is green"),
        (KeyError("Colour"), Verdict.OTHERWISE, "the check ended with KeyError: 'Colour'"),
    ],
)
def test_a_check_comes_to_one_of_three_ends(error: Exception | None, verdict: Verdict, sentence: str) -> None:
    found = judge(made_up(raising(error)), Evidence(STACK))
    assert (found.verdict, found.sentence) == (verdict, sentence)


def test_what_did_not_hold_is_said_with_what_follows() -> None:
    findings = [judge(made_up(raising(error)), Evidence(STACK)) for error in (Otherwise("it is green"), None)]
    assert [line.split("  ")[-1].strip() for line in lines(findings)] == [
        "it is green",
        "We believed: The sky is blue. So: painters are wrong.",
        "The sky is blue.",
    ]
    assert summary(findings) == "1 held, 0 not proved here, 1 did not hold."
    assert summary(findings[1:]) == "All 1 beliefs held."


def test_what_a_failed_step_should_have_shown_is_not_proved_and_says_why() -> None:
    evidence = Evidence(STACK, troubles={"push": "push: access denied", "stop": "stop: nothing to stop"})
    with pytest.raises(NotProved, match=r"^the build 'push' did not come to its end, for push: access denied$"):
        evidence.build("push")


ROLLED_BACK = {"EndpointStatus": "InService", "EndpointConfigName": "proof-v3", "Before": "proof-v3", "FailureReason": "no ping"}
BUILD = Build("arn", "FAILED", {}, {}, "Await Endpoint: endpoint proof serves proof-v3 again instead of proof-v4: no ping", [])


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, None),
        ({"EndpointStatus": "Failed"}, "the endpoint is Failed"),
        ({"EndpointConfigName": "proof-v4"}, "the endpoint names proof-v4, not proof-v3"),
        ({"FailureReason": ""}, "DescribeEndpoint gives no FailureReason"),
    ],
)
def test_another_end_of_a_rollback_is_seen(change: dict[str, str], sentence: str | None) -> None:
    evidence = Evidence(STACK, builds={"rollback": BUILD}, facts={"rolled-back": {**ROLLED_BACK, **change}})
    if sentence is None:
        endpoints.rolled_back(evidence)
        return
    with pytest.raises(Otherwise) as told:
        endpoints.rolled_back(evidence)
    assert str(told.value) == sentence


def test_the_errors_that_the_machine_names_are_found_in_branches_too() -> None:
    inner = {"Type": "Task", "Retry": [{"ErrorEquals": ["B", "C"]}]}
    assert errors({"States": {"P": {"Branches": [{"States": {"T": inner}}]}, "Q": {"Catch": [{"ErrorEquals": ["A"]}]}}}) == {"A", "B", "C"}


def test_without_credentials_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    aws = Aws(0)
    with Stubber(aws.client("sts")) as stub, pytest.raises(Refused, match=r"AWS does not say whose account this is: .*token"):
        stub.add_client_error("get_caller_identity", "InvalidClientTokenId", "The security token included in the request is invalid")
        aws.account()


def described(parameters: dict[str, str]) -> dict[str, Any]:
    given = [{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()]
    return {"Stacks": [{"StackName": "proof", "StackStatus": "CREATE_COMPLETE", "CreationTime": "2026-01-01", "Parameters": given}]}


def test_a_stack_that_is_not_there_is_one_sentence_with_the_command_that_makes_it() -> None:
    aws = Aws(0)
    with Stubber(aws.client("cloudformation")) as stub, pytest.raises(Refused) as told:
        stub.add_client_error("describe_stacks", "ValidationError", "Stack with id proof does not exist")
        stack.find(aws, "proof")
    assert str(told.value).startswith(
        "there is no stack proof in eu-west-1: make one for the proof with make build && .venv/bin/sam deploy"
    )


def test_a_stack_without_the_triggers_is_refused() -> None:
    aws = Aws(0)
    with Stubber(aws.client("cloudformation")) as stub, pytest.raises(Refused) as told:
        stub.add_response("describe_stacks", described({"BucketTriggerBuild": "False", "BranchBuildTrigger": "main"}))
        stack.require_fresh(Stack(aws, "proof", STACK.outputs))
    assert str(told.value).startswith("stack proof has BucketTriggerBuild=False, and the proof needs True")


@pytest.mark.parametrize(
    ("marked", "built", "sentence"),
    [
        (True, False, "an earlier proof has begun on stack proof: remove it with make prove STACK=proof ARGS=--clean"),
        (
            False,
            True,
            "stack proof has built already, and the proof deletes its stack in the end: make one for the proof, under another name",
        ),
    ],
)
def test_a_stack_that_anybody_may_need_is_never_taken(marked: bool, built: bool, sentence: str) -> None:
    aws = Aws(0)
    found = Stack(aws, "proof", STACK.outputs, {"DataBucket": "data", "CodeRepository": "proof"})
    cloudformation, s3, states = Stubber(aws.client("cloudformation")), Stubber(aws.client("s3")), Stubber(aws.client("stepfunctions"))
    cloudformation.add_response("describe_stacks", described({"BucketTriggerBuild": "True", "BranchBuildTrigger": "main"}))
    s3.add_response("list_objects_v2", {"Contents": [{"Key": "proof/begun"}]} if marked else {})
    execution = {"executionArn": "arn", "stateMachineArn": "arn", "name": "a", "status": "FAILED", "startDate": "2026-01-01"}
    states.add_response("list_executions", {"executions": [execution] if built else []})
    s3.add_response("list_objects_v2", {})
    s3.add_response("list_objects_v2", {})
    with cloudformation, s3, states, pytest.raises(Refused) as told:
        stack.require_fresh(found)
    assert str(told.value) == sentence


URI = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/proof:v2-training"


@pytest.mark.parametrize(
    "asked",
    [
        documents.BASE,
        documents.BROKEN_IMAGE,
        documents.script(STACK),
        documents.image(URI),
        documents.broken_serving(URI, "s3://code/model.tar.gz"),
    ],
)
def test_no_build_is_asked_for_what_a_launch_would_reject(asked: dict[str, Any]) -> None:
    found = launch_request(json.dumps({"Parameters": asked}))
    assert found and found["Parameters"] == asked
