"""Back to a version that has served: by whom it is asked, what it stops, what waits for it, and what is refused; nobody's request fails meanwhile."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from examples.byod.digits import as_csv, split
from local.demo.traffic import Traffic
from local.launcher import LocalAws
from local.stack import Stack
from tests.local.conftest import DOCUMENT
from tests.local.waiting import until
from tests.local.watching import News, at_rest

ROW = as_csv(split()[1][:1], labels=False)
AGAIN = {**DOCUMENT, "Train": False}
SLOWLY = {"BlueGreenUpdatePolicy": {"TrafficRoutingConfiguration": {"Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": 300}}}


@pytest.fixture(scope="module")
def news(aws: LocalAws, stack: Stack) -> News:
    """What is told from now on."""
    return News(aws, stack.outputs["TrainStatusTopic"], "rollback-news")


@pytest.fixture(scope="module")
def versions(stack: Stack, news: News) -> Iterator[tuple[int, int, int]]:
    """Three versions that have served one after the other; the last one serves."""
    stack.parameters(AGAIN)
    found = [serving(stack)]
    for _ in range(2):
        done = stack.build()
        assert (done["status"], done.get("cause")) == ("SUCCEEDED", None)
        found.append(serving(stack))
    until(lambda: at_rest(stack))
    yield found[0], found[1], found[2]
    stack.parameters(DOCUMENT)


def serving(stack: Stack) -> int:
    """Return the version whose configuration the endpoint has, at rest."""
    found = stack.account.client("sagemaker").describe_endpoint(EndpointName=stack.name)
    assert found["EndpointStatus"] == "InService"
    return int(re.findall(rf"{stack.name}-v(\d+)-", found["EndpointConfigName"])[0])


def ask(stack: Stack, message: Any) -> None:
    """Publish to RollbackTopic."""
    text = message if isinstance(message, str) else json.dumps(message)
    stack.account.client("sns").publish(TopicArn=stack.outputs["RollbackTopic"], Message=text)


def executions(stack: Stack) -> list[str]:
    """Return the rollbacks' executions, the newest first."""
    found = stack.account.client("stepfunctions").list_executions(stateMachineArn=stack.outputs["RollbackStateMachine"])["executions"]
    return [execution["executionArn"] for execution in found]


def roll_back(stack: Stack, message: Any) -> dict[str, Any]:
    """Ask for a rollback, and return how it ended when all that follows is done."""
    seen = set(executions(stack))
    ask(stack, message)
    until(lambda: set(executions(stack)) - seen)
    (execution,) = set(executions(stack)) - seen
    done = stack.wait(execution)
    until(lambda: at_rest(stack))
    return done


def test_it_goes_to_the_version_before_and_twice_in_a_row_it_goes_back_twice(
    stack: Stack, news: News, versions: tuple[int, int, int]
) -> None:
    first, second, _ = versions
    with Traffic(stack, ROW) as traffic:
        done = roll_back(stack, {"Reason": "complaints"})
        assert (done["status"], done.get("cause"), serving(stack)) == ("SUCCEEDED", None, second)
        assert roll_back(stack, {})["status"] == "SUCCEEDED"
        assert serving(stack) == first
    assert (traffic.failures, traffic.answered > 10) == ([], True)
    until(lambda: {(second, "ROLLED_BACK"), (first, "ROLLED_BACK")} <= set(news.statuses()))
    said = [json.loads(message["Message"]) for message in news.heard]
    assert [message["Reason"] for message in said if message["Version"] == second and message["Status"] == "ROLLED_BACK"] == ["complaints"]


def test_it_goes_to_a_version_that_is_named(stack: Stack, versions: tuple[int, int, int]) -> None:
    assert roll_back(stack, {"Version": versions[2]})["status"] == "SUCCEEDED"
    assert serving(stack) == versions[2]


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ({"Version": 999}, "there is no version 999"),
        ({"Versoin": 1}, 'the rollback message: "Versoin": unknown key; expected Version or Reason'),
        ("now", "the rollback message is not JSON"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_touched(
    stack: Stack, news: News, versions: tuple[int, int, int], message: Any, why: str
) -> None:
    before = executions(stack)
    ask(stack, message)
    until(lambda: any(why in json.loads(heard["Message"])["Cause"] for heard in news.listen() if "REJECTED" in heard["Message"]))
    assert (executions(stack), serving(stack)) == (before, versions[2])


def test_during_a_training_it_stops_the_build_and_what_is_launched_meanwhile_is_built_afterwards(
    stack: Stack, news: News, versions: tuple[int, int, int]
) -> None:
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.launch({"Reason": "bad idea", "Parameters": {"Train": True, "HyperParameters": {"passes": 300}}})
    stopped = stack.next_execution(seen)
    job = stack.training(stopped)
    stack.launch({"Reason": "better idea"})
    before = set(executions(stack))
    ask(stack, {"Version": versions[1]})
    until(lambda: set(executions(stack)) - before)
    assert stack.wait((set(executions(stack)) - before).pop())["status"] == "SUCCEEDED"
    found = stack.account.client("stepfunctions").describe_execution(executionArn=stopped)
    cause = f"stopped, for the endpoint is rolled back to version {versions[1]}: asked for by a message"
    assert (found["status"], found["error"], found["cause"]) == ("ABORTED", "RolledBack", cause)
    following = stack.wait(stack.next_execution(seen | {stopped}))
    assert following["status"] == "SUCCEEDED"
    assert json.loads(following["input"])["Reason"] == "better idea"
    assert re.search(rf"-v{versions[1]}-", json.loads(following["output"])["Deployment"]["Previous"])
    until(lambda: at_rest(stack))
    assert stack.account.client("sagemaker").describe_training_job(TrainingJobName=job)["TrainingJobStatus"] == "Stopped"
    until(lambda: any(cause in message["Message"] for message in news.listen()))


def test_during_an_update_it_waits_and_goes_back_to_what_was_served_before_it(stack: Stack, versions: tuple[int, int, int]) -> None:
    before = serving(stack)
    stack.parameters({**AGAIN, "Endpoint": {"DeploymentConfig": SLOWLY}})
    seen = {execution["executionArn"] for execution in stack.executions()}
    with Traffic(stack, ROW) as traffic:
        stack.launch({"Reason": "hardly begun"})
        stopped = stack.next_execution(seen)
        sagemaker = stack.account.client("sagemaker")
        until(lambda: sagemaker.describe_endpoint(EndpointName=stack.name)["EndpointStatus"] == "Updating", 120)
        stack.parameters(AGAIN)
        done = roll_back(stack, {})
    assert (done["status"], done.get("cause"), serving(stack)) == ("SUCCEEDED", None, before)
    assert stack.account.client("stepfunctions").describe_execution(executionArn=stopped)["status"] == "ABORTED"
    assert traffic.failures == []


def test_a_version_whose_model_was_removed_is_refused(stack: Stack, news: News, versions: tuple[int, int, int]) -> None:
    sagemaker = stack.account.client("sagemaker")
    (name,) = [
        config["EndpointConfigName"]
        for config in sagemaker.list_endpoint_configs(NameContains=f"{stack.name}-v{versions[0]}-")["EndpointConfigs"]
    ]
    sagemaker.delete_model(ModelName=name)
    ask(stack, {"Version": versions[0]})
    until(lambda: any(f"version {versions[0]} is no longer kept: its model {name} is gone" in heard["Message"] for heard in news.listen()))


def test_an_endpoint_that_was_deleted_by_hand_is_made_again(stack: Stack, versions: tuple[int, int, int]) -> None:
    sagemaker = stack.account.client("sagemaker")
    sagemaker.delete_endpoint(EndpointName=stack.name)
    until(lambda: not sagemaker.list_endpoints(NameContains=stack.name, StatusEquals="Deleting")["Endpoints"])
    done = roll_back(stack, {"Version": versions[2]})
    assert (done["status"], done.get("cause"), serving(stack)) == ("SUCCEEDED", None, versions[2])
    assert stack.invoke(ROW).strip() == "2"
