"""Launches on the deployed stack: many at once, some during a build, a stopped build, an unusable one; and the news about them."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from examples.byod.digits import as_csv, split
from local.commands import ROOT
from local.launcher import LocalAws
from local.stack import Stack
from tests.local.conftest import DOCUMENT
from tests.local.packaged import deploy
from tests.local.waiting import until
from tests.local.watching import News, at_rest, inputs, reasons, settle

UPLOADS = 200
LONG = {**DOCUMENT, "HyperParameters": {"passes": 8}}


@pytest.fixture(scope="module")
def shared(aws: LocalAws, built: Path) -> Iterator[tuple[Stack, News]]:
    """A stack that is launched by uploads and by pushes to a repository that was there before it."""
    aws.client("codecommit").create_repository(repositoryName="shared")
    stack = Stack(aws, "shared-dev")
    given = {
        "ExternalCodeCommitRepo": "shared",
        "BranchBuildTrigger": "main",
        "BucketTriggerBuild": "True",
        "NotificationEmail": "team@example.com",
        "Parameters": json.dumps(LONG),
    }
    deploy(stack, built, given)
    yield stack, News(aws, stack.outputs["TrainStatusTopic"], "shared-news")
    stack.remove()
    assert [
        found["repositoryName"]
        for found in aws.client("codecommit").list_repositories()["repositories"]
        if found["repositoryName"] == "shared"
    ]
    aws.client("codecommit").delete_repository(repositoryName="shared")


@pytest.fixture(scope="module")
def pushed(shared: tuple[Stack, News], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The commit of a push that has launched a build, which failed for there is no data yet."""
    stack, _ = shared
    commit = stack.push(ROOT / "examples/byod", tmp_path_factory.mktemp("shared"))
    until(lambda: reasons(stack) and at_rest(stack))
    return commit


@pytest.fixture(scope="module")
def burst(shared: tuple[Stack, News], pushed: str) -> list[dict[str, Any]]:
    """What the builds of a burst of uploads were asked for."""
    stack, _ = shared
    before = len(stack.executions())
    lines = as_csv(split()[0]).splitlines(keepends=True)
    parts = {f"train/part-{number:03}.csv": b"".join(lines[number::UPLOADS]) for number in range(UPLOADS)}
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda key: stack.upload(key, parts[key]), parts))
    until(lambda: sum(given["Requests"] for given in inputs(stack)[before:]) == UPLOADS and at_rest(stack), 180)
    return inputs(stack)[before:]


def test_a_push_to_a_shared_repository_launches_a_build_which_says_what_is_missing(shared: tuple[Stack, News], pushed: str) -> None:
    stack, news = shared
    assert reasons(stack) == [f"shared: main is at {pushed[:8]}"]
    until(lambda: len(news.statuses()) == 2)
    said = json.loads(news.heard[1]["Message"])
    assert (said["Stack"], said["Version"], said["Status"]) == ("shared-dev", 1, "FAILED")
    assert said["Cause"].startswith(f"Plan Build: channel train: there is no object under s3://{stack.outputs['DataBucket']}/train/")
    assert {name: value["Value"] for name, value in news.heard[1]["MessageAttributes"].items()} == {
        "Status": "FAILED",
        "Stack": "shared-dev",
    }


def test_two_hundred_uploads_become_at_most_two_builds_and_none_is_lost(burst: list[dict[str, Any]]) -> None:
    assert sum(given["Requests"] for given in burst) == UPLOADS
    assert len(burst) <= 2
    assert burst[-1]["Reason"].count("uploaded") <= 20


def test_the_last_build_of_a_burst_sees_all_the_data(shared: tuple[Stack, News], burst: list[dict[str, Any]]) -> None:
    stack, _ = shared
    job = stack.account.client("sagemaker").list_training_jobs(NameContains="shared-dev-v")["TrainingJobSummaries"][0]["TrainingJobName"]
    where = {"logGroupName": "/aws/sagemaker/TrainingJobs"}
    logs = stack.account.client("logs")
    stream = logs.describe_log_streams(**where, logStreamNamePrefix=f"{job}/")["logStreams"][0]["logStreamName"]
    said = [event["message"] for event in logs.get_log_events(**where, logStreamName=stream, startFromHead=True)["events"]]
    assert "1437 rows of 64 features, 10 labels" in said


def test_an_upload_and_a_push_during_a_build_become_the_next_one_also_when_it_is_stopped(
    shared: tuple[Stack, News], burst: list[dict[str, Any]], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stack, news = shared
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.launch({"Parameters": {"HyperParameters": {"passes": 300}}})
    stopped = stack.next_execution(seen)
    job = stack.training(stopped)
    (tmp_path / "note.txt").write_text("new")
    commit = stack.push(tmp_path, tmp_path_factory.mktemp("again"))
    stack.upload("train/more data.csv", as_csv(split()[0][:10]))
    until(lambda: waiting(stack) == 2)
    assert len(stack.executions()) == len(seen) + 1
    stack.account.client("stepfunctions").stop_execution(executionArn=stopped)
    following = stack.next_execution(seen | {stopped})
    expected = {f"shared: main is at {commit[:8]}", f"s3://{stack.outputs['DataBucket']}/train/more data.csv uploaded"}
    assert set(reasons(stack)[-1].split("; ")) == expected
    assert stack.wait(following)["status"] == "SUCCEEDED"
    until(lambda: at_rest(stack))
    assert stack.account.client("sagemaker").describe_training_job(TrainingJobName=job)["TrainingJobStatus"] == "Stopped"
    last = len(stack.executions())
    until(lambda: {(last - 1, "STOPPED"), (last, "STARTED"), (last, "SUCCEEDED")} <= set(news.statuses()))


def test_a_build_that_runs_out_of_time_is_reported_and_what_waits_is_started(
    shared: tuple[Stack, News], burst: list[dict[str, Any]]
) -> None:
    stack, news = shared
    states, machine = stack.account.client("stepfunctions"), stack.outputs["StateMachine"]
    definition = states.describe_state_machine(stateMachineArn=machine)["definition"]
    seen = {execution["executionArn"] for execution in stack.executions()}
    states.update_state_machine(stateMachineArn=machine, definition=json.dumps({**json.loads(definition), "TimeoutSeconds": 25}))
    stack.launch({"Parameters": {"HyperParameters": {"passes": 300}}})
    late = stack.next_execution(seen)
    job = stack.training(late)
    states.update_state_machine(stateMachineArn=machine, definition=definition)
    stack.launch({"Reason": "in time"})
    following = stack.next_execution(seen | {late})
    assert states.describe_execution(executionArn=late)["status"] == "TIMED_OUT"
    assert stack.wait(following)["status"] == "SUCCEEDED"
    until(lambda: at_rest(stack))
    assert stack.account.client("sagemaker").describe_training_job(TrainingJobName=job)["TrainingJobStatus"] == "Stopped"
    last = len(stack.executions())
    until(lambda: {(last - 1, "TIMED_OUT"), (last, "SUCCEEDED")} <= set(news.statuses()))


def test_a_member_that_step_functions_does_not_know_is_named_and_nothing_is_left_behind(
    shared: tuple[Stack, News], burst: list[dict[str, Any]]
) -> None:
    stack, news = shared
    states, machine = stack.account.client("stepfunctions"), stack.outputs["StateMachine"]
    definition = states.describe_state_machine(stateMachineArn=machine)["definition"]
    changed = json.loads(definition)
    changed["States"]["Create Endpoint Config"]["Arguments"] = "{% $merge([$request, {'Unheard': 1}]) %}"
    before = stack.account.client("sagemaker").list_models(MaxResults=100)["Models"]
    seen = {execution["executionArn"] for execution in stack.executions()}
    states.update_state_machine(stateMachineArn=machine, definition=json.dumps(changed))
    stack.launch({"Reason": "unheard of"})
    failed = stack.wait(stack.next_execution(seen))
    states.update_state_machine(stateMachineArn=machine, definition=definition)
    assert (failed["status"], failed["error"]) == ("FAILED", "States.Runtime")
    words = (
        "Create Endpoint Config: Step Functions does not know the member Unheard of this request: "
        "remove it from EndpointConfig in the parameter document, or from what your own config function returns"
    )
    until(lambda: any(words in message["Message"] for message in news.listen()))
    until(lambda: stack.account.client("sagemaker").list_models(MaxResults=100)["Models"] == before)
    version = {"Kind": {"S": "build"}, "Version": {"N": str(len(stack.executions()))}}
    table = stack.account.client("dynamodb")

    def artifact() -> Any:
        record = table.get_item(TableName=stack.outputs["BuildTable"], Key=version, ConsistentRead=True)["Item"]
        return record.get("ModelArtifacts", {}).get("S")

    until(artifact)
    until(lambda: at_rest(stack))


def test_a_build_that_was_taken_but_never_started_is_started_and_a_repeated_event_changes_nothing(
    shared: tuple[Stack, News], burst: list[dict[str, Any]]
) -> None:
    stack, _ = shared
    until(lambda: at_rest(stack))
    table = stack.account.client("dynamodb")
    key = {"Kind": {"S": "launch"}, "Version": {"N": "0"}}
    item = table.get_item(TableName=stack.outputs["BuildTable"], Key=key, ConsistentRead=True)["Item"]
    taken = {
        "Name": "build-taken",
        "Input": '{"Reason": "taken", "Parameters": {}}',
        "TakenAt": "2026-11-23T00:00:00+00:00",
        "MessageIds": [],
    }
    changed = json.dumps({**json.loads(item["State"]["S"]), "Running": taken})
    revision = str(int(item["Revision"]["N"]) + 1)
    table.put_item(TableName=stack.outputs["BuildTable"], Item={**key, "State": {"S": changed}, "Revision": {"N": revision}})
    settle(stack, {"detail-type": "SageBuild Look"})
    execution = f"{stack.outputs['StateMachine'].replace(':stateMachine:', ':execution:')}:build-taken"
    until(lambda: execution in {found["executionArn"] for found in stack.executions()})
    assert stack.wait(execution)["status"] == "SUCCEEDED"
    until(lambda: at_rest(stack))
    before, ended = reasons(stack), stack.account.client("stepfunctions").describe_execution(executionArn=execution)
    detail = {key: ended[key] for key in ("executionArn", "stateMachineArn", "name", "status", "input", "output")}
    dates = {key: int(ended[key].timestamp() * 1000) for key in ("startDate", "stopDate")}
    for _ in range(2):
        settle(stack, {"detail-type": "Step Functions Execution Status Change", "detail": {**detail, **dates}})
    assert (at_rest(stack), reasons(stack)) == (True, before)


def test_an_address_is_subscribed_to_the_news(shared: tuple[Stack, News]) -> None:
    stack, _ = shared
    found = stack.account.client("sns").list_subscriptions_by_topic(TopicArn=stack.outputs["TrainStatusTopic"])["Subscriptions"]
    assert ("email", "team@example.com") in [(subscription["Protocol"], subscription["Endpoint"]) for subscription in found]


def waiting(stack: Stack) -> int:
    """Return how many launch requests wait."""
    return int(state(stack).get("Pending", {}).get("Requests", 0))


def state(stack: Stack) -> dict[str, Any]:
    """Return the state of the launch item."""
    item = stack.account.client("dynamodb").get_item(
        TableName=stack.outputs["BuildTable"], Key={"Kind": {"S": "launch"}, "Version": {"N": "0"}}, ConsistentRead=True
    )["Item"]
    found: dict[str, Any] = json.loads(item["State"]["S"])
    return found


def test_a_failing_training_scripts_own_words_reach_the_topic(shared: tuple[Stack, News], burst: list[dict[str, Any]]) -> None:
    stack, news = shared
    stack.build({"Parameters": {"HyperParameters": {"C": "warm"}}})
    words = 'AlgorithmError: hyperparameter C: expected a number, got "warm", exit code: 1'
    until(lambda: any(words in message["Message"].replace("\\", "") for message in news.listen()))


def test_an_unusable_message_is_reported_and_kept_with_its_cause(shared: tuple[Stack, News], pushed: str) -> None:
    stack, news = shared
    launch = stack.launch({"Parameters": {"HyperParamters": {"C": 1}}})
    until(lambda: (None, "REJECTED") in news.statuses())
    kept = stack.account.client("sqs").receive_message(QueueUrl=stack.resource("LaunchDeadLetterQueue"), MessageAttributeNames=["All"])[
        "Messages"
    ]
    assert [message["MessageAttributes"]["Cause"]["StringValue"] for message in kept] == [
        "HyperParamters: unknown key; did you mean HyperParameters?"
    ]
    assert "HyperParamters" in kept[0]["Body"]
    until(lambda: [entry["Launch"] for entry in state(stack).get("Rejected", [])] == [launch])
    assert state(stack)["Rejected"][0]["Cause"] == "HyperParamters: unknown key; did you mean HyperParameters?"


def test_a_kept_message_is_sent_again_as_operators_do_it(shared: tuple[Stack, News], pushed: str) -> None:
    stack, news = shared
    sqs = stack.account.client("sqs")
    kept, queue = (
        sqs.get_queue_attributes(QueueUrl=stack.resource(name), AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        for name in ("LaunchDeadLetterQueue", "LaunchQueue")
    )
    stack.launch({"Parameters": {"Deplay": False}})
    words = "Deplay: unknown key; did you mean Deploy?"
    until(lambda: [message for message in news.listen() if words in message["Message"]])
    sqs.start_message_move_task(SourceArn=kept, DestinationArn=queue)
    until(lambda: len([message for message in news.listen() if words in message["Message"]]) == 2)
