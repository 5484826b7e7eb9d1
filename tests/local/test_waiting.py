"""A build waits for its endpoint by a token: whatever becomes of the events, and however long it takes, the build ends rightly."""

import io
import json
import tarfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from examples.byod.digits import as_csv, split
from local.stack import Stack
from tests.local.waiting import until

AS_THEY_ARE = {"Copies": 1, "DelaySeconds": [0], "StartSeconds": 0}
# A second of a build's waits lasts 0.04 of one here.
TWO_MINUTES = 4.8
QUICKLY = {"AutoRollbackConfiguration": None}
AGAIN = {"Train": False, "Endpoint": {"DeploymentConfig": QUICKLY}}
SERVERLESS = [{"VariantName": "AllTraffic", "ServerlessConfig": {"MemorySizeInMB": 2048, "MaxConcurrency": 5}}]
ROW = as_csv(split()[1][:1], labels=False)


@contextmanager
def endpoints(stack: Stack, **settings: Any) -> Iterator[None]:
    """Let the local AWS's endpoints and their events behave in some way."""
    change(stack, settings)
    try:
        yield
    finally:
        change(stack, AS_THEY_ARE)


@contextmanager
def silence(stack: Stack, seconds: int) -> Iterator[None]:
    """Let the machine look again after so many seconds without an event, instead of those that are planned."""
    states, machine = stack.account.client("stepfunctions"), stack.outputs["StateMachine"]
    definition = states.describe_state_machine(stateMachineArn=machine)["definition"]
    planned = '"{% $deployment.HeartbeatSeconds %}"'
    assert planned in definition
    states.update_state_machine(stateMachineArn=machine, definition=definition.replace(planned, str(seconds)))
    try:
        yield
    finally:
        states.update_state_machine(stateMachineArn=machine, definition=definition)


def change(stack: Stack, settings: dict[str, Any]) -> None:
    url = stack.account.environment()["AWS_ENDPOINT_URL"]
    urllib.request.urlopen(f"{url}/_local/endpoints", json.dumps(settings).encode()).close()


def events(stack: Stack, done: dict[str, Any]) -> list[dict[str, Any]]:
    pages = stack.account.client("stepfunctions").get_paginator("get_execution_history").paginate(executionArn=done["executionArn"])
    return [event for page in pages for event in page["events"]]


def states(stack: Stack, done: dict[str, Any]) -> list[str]:
    found = [event["stateEnteredEventDetails"]["name"] for event in events(stack, done) if "stateEnteredEventDetails" in event]
    return sorted(found)


def attempts(stack: Stack, done: dict[str, Any], kind: str) -> int:
    return sum(event["type"] == kind for event in events(stack, done))


def look(stack: Stack) -> dict[str, Any]:
    found: dict[str, Any] = stack.account.client("sagemaker").describe_endpoint(EndpointName=stack.name)
    return found


def succeeded(stack: Stack, parameters: dict[str, Any]) -> dict[str, Any]:
    done = stack.build({"Parameters": parameters})
    assert (done["status"], done.get("cause")) == ("SUCCEEDED", None)
    assert look(stack)["EndpointConfigName"] == json.loads(done["output"])["Build"]["Names"]["EndpointConfig"]
    return done


def test_a_build_with_guardrails_takes_no_more_transitions_for_a_slow_endpoint_than_for_a_fast_one(stack: Stack) -> None:
    fast = succeeded(stack, {})
    # Every event comes twice, each other one overtaken by the one behind it.
    with endpoints(stack, StartSeconds=TWO_MINUTES, Copies=2, DelaySeconds=[2, 0, 0, 2]):
        slow = succeeded(stack, {})
    assert states(stack, slow) == states(stack, fast)
    assert "Await Endpoint" in states(stack, fast)
    assert json.loads(fast["output"])["Deployment"]["Alarms"]
    assert len(states(stack, fast)) <= 28
    for done in (fast, slow):
        assert (attempts(stack, done, "TaskTimedOut"), attempts(stack, done, "TaskFailed")) == (0, 0)


def test_an_event_that_comes_late_ends_the_wait_when_it_comes(stack: Stack) -> None:
    with endpoints(stack, DelaySeconds=[4]):
        done = succeeded(stack, AGAIN)
    assert attempts(stack, done, "TaskTimedOut") == 0


def test_a_build_whose_every_event_is_lost_looks_again_after_a_while(stack: Stack) -> None:
    with endpoints(stack, Copies=0), silence(stack, 300):
        done = succeeded(stack, AGAIN)
    assert attempts(stack, done, "TaskTimedOut") == 1


def test_a_build_waits_for_an_endpoint_that_somebody_else_is_changing(stack: Stack) -> None:
    sagemaker = stack.account.client("sagemaker")
    now = sagemaker.describe_endpoint_config(EndpointConfigName=look(stack)["EndpointConfigName"])
    sagemaker.create_endpoint_config(EndpointConfigName="by-hand", ProductionVariants=now["ProductionVariants"])
    with endpoints(stack, StartSeconds=TWO_MINUTES):
        sagemaker.update_endpoint(EndpointName=stack.name, EndpointConfigName="by-hand")
        done = succeeded(stack, AGAIN)
    assert json.loads(done["output"])["Deployment"]["Previous"] == "by-hand"
    assert "Await Calm Endpoint" in states(stack, done)
    assert states(stack, done).count("Plan Deployment") == 2
    sagemaker.delete_endpoint_config(EndpointConfigName="by-hand")


def test_an_endpoint_that_another_has_made_is_named_and_left_alone_before_anything_is_trained(stack: Stack) -> None:
    sagemaker, before = stack.account.client("sagemaker"), look(stack)
    sagemaker.delete_tags(ResourceArn=before["EndpointArn"], TagKeys=["sagebuild:stack"])
    done = stack.build()
    sagemaker.add_tags(ResourceArn=before["EndpointArn"], Tags=[{"Key": "sagebuild:stack", "Value": stack.name}])
    assert (done["error"], done["cause"].partition(", so")[0]) == (
        "CannotUpdate",
        f"Plan Build: endpoint {stack.name} has no tag sagebuild:stack = {stack.name}",
    )
    assert states(stack, done) == ["Build Failed", "Clean Up", "Plan Build"]
    assert look(stack)["EndpointConfigName"] == before["EndpointConfigName"]


def test_an_endpoint_on_instances_becomes_serverless_only_where_it_may_be_replaced(stack: Stack) -> None:
    before = look(stack)["EndpointConfigName"]
    refused = stack.build({"Parameters": {"EndpointConfig": {"ProductionVariants": SERVERLESS}}})
    assert refused["cause"].startswith(f"Plan Build: EndpointConfig: endpoint {stack.name} runs on instances, and SageMaker cannot make it")
    assert states(stack, refused) == ["Build Failed", "Clean Up", "Plan Build"]
    sagemaker = stack.account.client("sagemaker")
    model = sagemaker.describe_endpoint_config(EndpointConfigName=before)["ProductionVariants"][0]["ModelName"]
    sagemaker.create_endpoint_config(EndpointConfigName="by-hand", ProductionVariants=[{**SERVERLESS[0], "ModelName": model}])
    with pytest.raises(ClientError, match="Cannot convert an instance-based endpoint"):
        sagemaker.update_endpoint(EndpointName=stack.name, EndpointConfigName="by-hand")
    sagemaker.delete_endpoint_config(EndpointConfigName="by-hand")

    serverless = {"Train": False, "EndpointConfig": {"ProductionVariants": SERVERLESS}, "Endpoint": {"Replace": True}}
    done = succeeded(stack, serverless)
    assert {"Delete Endpoint", "Await Calm Endpoint", "Create Endpoint"} <= set(states(stack, done))
    assert "it is deleted and created anew, and serves nobody meanwhile." in json.loads(done["output"])["Build"]["Notice"]
    assert "CurrentServerlessConfig" in look(stack)["ProductionVariants"][0]
    assert stack.invoke(ROW).strip() == "2"
    back = succeeded(stack, {"Train": False})
    assert "Update Endpoint" in states(stack, back)


def test_every_serving_mode_is_a_fragment(stack: Stack) -> None:
    instance = {"InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    one, other = {"VariantName": "AllTraffic", **instance}, {"VariantName": "Other", **instance}
    succeeded(stack, {"Train": False, "EndpointConfig": {"ProductionVariants": [one], "ShadowProductionVariants": [other]}})
    succeeded(stack, {"Train": False, "EndpointConfig": {"ProductionVariants": [one, other]}})
    assert [variant["VariantName"] for variant in look(stack)["ProductionVariants"]] == ["AllTraffic", "Other"]
    answers = {"OutputConfig": {"S3OutputPath": f"s3://{stack.outputs['CodeBucket']}/answers/"}}
    succeeded(stack, {"Train": False, "EndpointConfig": {"AsyncInferenceConfig": answers}})
    assert look(stack)["AsyncInferenceConfig"] == answers
    refused = stack.build({"Parameters": {"Train": False}})
    assert refused["cause"].startswith(f"Plan Build: EndpointConfig: endpoint {stack.name} is asynchronous, and SageMaker cannot make it")
    done = succeeded(stack, {"Train": False, "Endpoint": {"Replace": True}})
    assert "Delete Endpoint" in states(stack, done)
    assert stack.invoke(ROW).strip() == "2"


def test_a_first_deployment_that_fails_makes_room_for_one_that_works(stack: Stack) -> None:
    sagemaker = stack.account.client("sagemaker")
    sagemaker.delete_endpoint(EndpointName=stack.name)
    until(lambda: not sagemaker.list_endpoints(NameContains=stack.name)["Endpoints"])
    stack.upload("broken/model.tar.gz", archive_of("nothing.txt"))
    broken = {"Train": False, "ModelDataUrl": f"s3://{stack.outputs['DataBucket']}/broken/model.tar.gz"}
    failed = stack.build({"Parameters": broken})
    assert failed["error"] == "EndpointFailed"
    assert failed["cause"].startswith(f"Await Endpoint: endpoint {stack.name} is Failed: ")
    assert look(stack)["EndpointStatus"] == "Failed"
    done = succeeded(stack, {"Train": False})
    assert {"Delete Endpoint", "Await Calm Endpoint", "Create Endpoint"} <= set(states(stack, done))
    assert stack.invoke(ROW).strip() == "2"


def test_a_build_that_is_stopped_while_it_waits_leaves_a_token_that_does_nobody_any_harm(stack: Stack) -> None:
    seen = {execution["executionArn"] for execution in stack.executions()}
    with endpoints(stack, StartSeconds=TWO_MINUTES):
        stack.launch({"Parameters": AGAIN})
        execution = stack.next_execution(seen)
        until(lambda: look(stack)["EndpointStatus"] == "Updating", 120)
        stack.account.client("stepfunctions").stop_execution(executionArn=execution)
        until(lambda: look(stack)["EndpointStatus"] == "InService", 60)
    succeeded(stack, AGAIN)


def archive_of(name: str) -> bytes:
    """Return a tar.gz with one empty file."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        archive.addfile(tarfile.TarInfo(name))
    return content.getvalue()
