"""A build on the deployed stack, driven as people drive it, under IAM."""

import contextlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from examples.byod.digits import as_csv, split
from local.stack import Stack
from tests.local.conftest import DOCUMENT
from tests.local.waiting import until


def endpoint(stack: Stack) -> dict[str, Any]:
    found: dict[str, Any] = stack.account.client("sagemaker").describe_endpoint(EndpointName=stack.name)
    return found


def accuracy(stack: Stack) -> float:
    held_out = split()[1]
    answers = stack.invoke(as_csv(held_out, labels=False)).split()
    return sum(int(answer) == row[0] for answer, row in zip(answers, held_out, strict=True)) / len(held_out)


def latest_version(stack: Stack) -> int:
    items = stack.account.client("dynamodb").query(
        TableName=stack.outputs["BuildTable"],
        KeyConditionExpression="Kind = :kind",
        ExpressionAttributeValues={":kind": {"S": "build"}},
        ScanIndexForward=False,
        Limit=1,
    )["Items"]
    return int(items[0]["Version"]["N"])


def failed(stack: Stack, document: Any) -> str:
    """Build with a document that cannot work; return the cause, and see that the endpoint serves on as before."""
    before = endpoint(stack)["EndpointConfigName"]
    stack.parameters(document)
    try:
        done = stack.build()
    finally:
        stack.parameters(DOCUMENT)
    assert done["status"] == "FAILED"
    assert (endpoint(stack)["EndpointConfigName"], endpoint(stack)["EndpointStatus"]) == (before, "InService")
    return str(done["cause"])


def checked(stack: Stack, document: Any = None, launch: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return what Check Parameters says to a document, None for the one in SSM."""
    answer = stack.account.client("lambda").invoke(
        FunctionName=stack.outputs["CheckParametersFunction"], Payload=json.dumps({"Parameters": document, "Launch": launch or {}})
    )
    assert "FunctionError" not in answer
    said: dict[str, Any] = json.loads(answer["Payload"].read())
    return said


def test_the_endpoint_reads_held_out_digits(stack: Stack) -> None:
    assert accuracy(stack) >= 0.95


def test_the_history_tells_what_the_first_build_did(stack: Stack) -> None:
    record = stack.record(1)
    assert record["Status"] == {"S": "SUCCEEDED"}
    assert record["Reason"] == {"S": "the first build"}
    assert float(record["Metrics"]["M"]["validation:accuracy"]["N"]) >= 0.9
    assert record["Names"]["M"]["Endpoint"] == {"S": "churn"}
    assert json.loads(record["Parameters"]["S"]) == {"Framework": "BYOD", **DOCUMENT}
    size = len(as_csv(split()[0]))
    data = json.loads(record["Data"]["S"])["train"]
    expected = {"S3Uri": f"s3://{stack.outputs['DataBucket']}/train/", "Objects": 1, "Bytes": size, "Complete": True}
    assert {key: value for key, value in data.items() if key in expected} == expected


def test_the_history_tells_what_the_first_build_was_paid_for(stack: Stack) -> None:
    until(lambda: "Cost" in stack.record(1))
    cost = json.loads(stack.record(1)["Cost"]["S"])
    image, training = cost["Uses"]
    assert (image["State"], image["InstanceType"], image["Seconds"] % 60) == ("Build Images", "g1.small", 0)
    assert (training["State"], training["InstanceType"], training["InstanceCount"]) == ("Train Model", "ml.m5.large", 1)
    job = stack.account.client("sagemaker").describe_training_job(TrainingJobName=stack.record(1)["Names"]["M"]["TrainingJob"]["S"])
    assert training["Seconds"] == job["BillableTimeInSeconds"]
    assert image["Dollars"] == image["Seconds"] / 60 * 0.005
    assert cost["Endpoint"] == {"On": ["1 × ml.m5.large"], "DollarsAMonth": 83.95, "Hours": None, "PerRequest": False}


def test_a_document_that_can_be_built_is_accepted_beforehand(stack: Stack) -> None:
    before = latest_version(stack)
    assert checked(stack) == {"Parameters": {"Framework": "BYOD", **DOCUMENT}}
    assert checked(stack, {}, {"Deploy": False}) == {"Parameters": {"Framework": "BYOD", "Deploy": False}}
    assert latest_version(stack) == before


def test_a_launch_is_found_in_the_record_of_its_build(stack: Stack) -> None:
    seen = {execution["executionArn"] for execution in stack.executions()}
    launch = stack.launch({"Parameters": {"Channels": {"train": f"s3://{stack.outputs['DataBucket']}/nothing/"}}})
    stack.wait(stack.next_execution(seen))
    assert stack.record(latest_version(stack))["Launches"] == {"L": [{"S": launch}]}


def test_the_next_build_moves_the_endpoint_to_its_own_configuration(stack: Stack) -> None:
    before = endpoint(stack)["EndpointConfigName"]
    done = stack.build({"Parameters": {"HyperParameters": {"C": 10.0}}})
    assert done["status"] == "SUCCEEDED"
    version = json.loads(done["output"])["Build"]["Version"]
    assert endpoint(stack)["EndpointConfigName"].startswith(f"churn-v{version}-")
    assert endpoint(stack)["EndpointConfigName"] != before
    assert accuracy(stack) >= 0.95


def test_all_that_a_build_makes_carries_the_stacks_name_and_tags(stack: Stack) -> None:
    sagemaker = stack.account.client("sagemaker")
    arn = sagemaker.describe_endpoint_config(EndpointConfigName=endpoint(stack)["EndpointConfigName"])["EndpointConfigArn"]
    tags = {tag["Key"]: tag["Value"] for tag in sagemaker.list_tags(ResourceArn=arn)["Tags"]}
    assert tags["sagebuild:stack"] == "churn"
    assert tags["sagebuild:version"] == endpoint(stack)["EndpointConfigName"].split("-")[1][1:]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("{", "the parameter document (SSM parameter /sagebuild/churn) is not JSON"),
        ({"HyperParamters": {}}, "HyperParamters: unknown key; did you mean HyperParameters?"),
        (
            {"TrainingJob": {"ResourceConfig": {"InstanceCount": "two"}}},
            'TrainingJob.ResourceConfig.InstanceCount: expected an integer, got "two"',
        ),
        ({"Images": {"Training": {"Dockerfile": "gpu/Dockerfile"}}}, "Images.Training.Dockerfile: there is no file gpu/Dockerfile"),
        ({"Channels": {"train": "s3://no-such-bucket-at-all/x/"}}, "channel train: s3://no-such-bucket-at-all/x/ cannot be listed"),
    ],
)
def test_a_wrong_document_fails_in_plan_build_and_names_the_key_as_it_would_have_been_told_beforehand(
    stack: Stack, document: Any, words: str
) -> None:
    stack.parameters(document)
    refused = checked(stack)["Refused"]
    cause = failed(stack, document)
    assert cause.startswith(f"Plan Build: {words}")
    assert without_roles(cause) == without_roles(f"Plan Build: {refused['Cause']}")


def without_roles(sentence: str) -> str:
    """Return a sentence in which S3 does not say who was refused."""
    return re.sub(r"arn:aws:sts::\S+", "a role", sentence)


def test_a_bucket_that_the_stack_may_not_read_is_named_with_what_allows_it(stack: Stack) -> None:
    stack.account.client("s3").create_bucket(Bucket="somebody-elses")
    cause = failed(stack, {"Channels": {"train": "s3://somebody-elses/x/"}})
    assert cause.startswith("Plan Build: channel train: s3://somebody-elses/x/ cannot be listed (AccessDenied: ")
    assert cause.endswith("); if that is the bucket's name, the stack parameter ExternalTrainingPolicy can allow it")


def test_an_empty_prefix_is_named(stack: Stack) -> None:
    bucket = stack.outputs["DataBucket"]
    assert f"there is no object under s3://{bucket}/nothing/" in failed(stack, {"Channels": {"train": f"s3://{bucket}/nothing/"}})


def test_a_failing_training_scripts_own_words_reach_the_cause_and_nothing_is_left(stack: Stack) -> None:
    cause = failed(stack, {"HyperParameters": {"C": "warm"}})
    assert cause.startswith("Train Model: training job churn-v")
    assert 'AlgorithmError: hyperparameter C: expected a number, got "warm", exit code: 1' in cause
    version = latest_version(stack)
    names = [model["ModelName"] for model in stack.account.client("sagemaker").list_models(MaxResults=100)["Models"]]
    assert [name for name in names if name.startswith(f"churn-v{version}-")] == []


def test_stopping_the_execution_stops_the_training_process(stack: Stack) -> None:
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.launch({"Parameters": {"HyperParameters": {"passes": 301}}})
    execution = stack.next_execution(seen)
    name = stack.training(execution)
    until(lambda: training_processes() == 1)
    stack.account.client("stepfunctions").stop_execution(executionArn=execution)
    sagemaker = stack.account.client("sagemaker")
    until(lambda: sagemaker.describe_training_job(TrainingJobName=name)["TrainingJobStatus"] == "Stopped")
    until(lambda: training_processes() == 0)


def training_processes() -> int:
    """Return how many processes of this machine run a container's train program for this local AWS's job of 301 passes."""
    found = 0
    for entry in Path("/proc").glob("[0-9]*/root/opt/ml/input/config/hyperparameters.json"):
        with contextlib.suppress(OSError):
            folder = Path("/proc", entry.parts[2], "cwd").readlink()  # what else runs there, runs at its root
            found += '"passes": "301"' in entry.read_text() and folder == Path("/opt/program")
    return found


def test_a_long_training_takes_no_more_transitions_than_a_short_one(stack: Stack) -> None:
    def transitions(passes: int) -> list[str]:
        done = stack.build({"Parameters": {"HyperParameters": {"passes": passes}}})
        assert done["status"] == "SUCCEEDED"
        pages = stack.account.client("stepfunctions").get_paginator("get_execution_history").paginate(executionArn=done["executionArn"])
        events = [event for page in pages for event in page["events"]]
        entered = [event["stateEnteredEventDetails"]["name"] for event in events if event["type"].endswith("StateEntered")]
        return sorted(entered)

    short = transitions(1)
    assert "Train Model" in short
    assert transitions(12) == short
