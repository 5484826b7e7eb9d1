"""A build in an account whose quotas do not suffice."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from local.launcher import LocalAws
from local.stack import Stack
from tests.local import by_hand
from tests.local.waiting import until
from tests.local.watching import News

TRAINING = "ml.m5.large for training job usage"
ENDPOINTS = "ml.m5.large for endpoint usage"
BUILDS = "builds in queue for the account"


# Also an image of which nothing has changed is built.
ANEW = {"Parameters": {"Images": {"RebuildAfterDays": 0}}}


@pytest.fixture
def quotas(aws: LocalAws) -> Iterator[Any]:
    """What sets quotas, for as long as the test lasts."""
    yield lambda **names: by_hand.local(aws, "quotas", names)
    by_hand.local(aws, "quotas", dict.fromkeys((TRAINING, ENDPOINTS, BUILDS)))


@pytest.mark.parametrize(
    ("quota", "cause"),
    [
        (
            BUILDS,
            "Build Training Image: CodeBuild's quota 'Concurrently running builds for Linux/Small environment' is 0 in this account and region; ",
        ),
        (TRAINING, "Train Model: SageMaker's quota 'ml.m5.large for training job usage' is 0 in this account and region; "),
        (ENDPOINTS, "Update Endpoint: SageMaker's quota 'ml.m5.large for endpoint usage' is 0 in this account and region; "),
    ],
)
def test_a_quota_of_0_fails_the_build_at_once_and_says_what_raises_it(stack: Stack, quotas: Any, quota: str, cause: str) -> None:
    quotas(**{quota: 0})
    done = stack.build(ANEW)
    assert done["status"] == "FAILED"
    assert done["cause"].startswith(
        cause + "Service Quotas raises it (https://us-east-1.console.aws.amazon.com/servicequotas/home/services/"
    )
    assert waits(stack, done["executionArn"]) == []


def test_a_quota_that_is_used_up_is_waited_for_and_told_once(stack: Stack, aws: LocalAws, quotas: Any) -> None:
    news = News(aws, stack.outputs["TrainStatusTopic"], "waiting")
    occupy(aws)
    quotas(**{BUILDS: 1})
    seen = {execution["executionArn"] for execution in stack.executions()}
    stack.launch(ANEW)
    execution = stack.next_execution(seen)
    until(lambda: len(waits(stack, execution)) == 2)
    quotas(**{BUILDS: None})
    done = stack.wait(execution)
    assert done["status"] == "SUCCEEDED"
    until(lambda: [status for _, status in news.statuses()] == ["STARTED", "WAITING", "SUCCEEDED"])
    assert set(waits(stack, execution)) == {"Wait For Training Limit"}


def occupy(aws: LocalAws) -> None:
    """Keep CodeBuild busy for a minute."""
    by_hand.prepare(aws)
    spec = json.dumps({"version": 0.2, "phases": {"build": {"commands": ["sleep 60"]}}})
    aws.client("codebuild").start_build(projectName="by-hand", buildspecOverride=spec)


def waits(stack: Stack, execution: str) -> list[str]:
    """Return the states in which an execution has waited for a limit."""
    pages = stack.account.client("stepfunctions").get_paginator("get_execution_history").paginate(executionArn=execution)
    names = [event["stateEnteredEventDetails"]["name"] for page in pages for event in page["events"] if "stateEnteredEventDetails" in event]
    return [name for name in names if name.startswith("Wait For") and name.endswith("Limit")]
