from typing import Any

import pytest

from builds import records
from news import status
from news.limits import Limit
from tests.unit.launching.world import MACHINE, World
from weigh_limit import app
from weigh_limit.patience import NotALimit, PatienceIsOver, QuotaIsZero, weigh

INSTANCES = Limit("SageMaker", "ml.m5.large for training job usage", 2)
BUILDS = Limit("CodeBuild", "Concurrently running builds for Linux/Small environment", 1)
RATE = Limit("SageMaker", "rate of calls", is_rate=True)
FAILURE = {"State": "Train Model", "Error": "SageMaker.ResourceLimitExceededException"}
CAUSE = "The account-level service limit 'ml.m5.large for training job usage' is {} Instances, with current utilization of 2 Instances."
BUILD = {
    "Stack": "churn",
    "Version": 7,
    "Reason": "s3://data/train/a.csv uploaded",
    "ExecutionArn": f"{MACHINE}:b7",
    "StartedAt": "2026-11-25T00:00:00Z",
}


def event(amount: int = 2, before: Any = None, state: str = "Train Model") -> dict[str, Any]:
    return {"Build": BUILD, "Failure": {**FAILURE, "State": state, "Cause": CAUSE.format(amount)}, "Before": before}


def all_waits(limit: Limit) -> list[int]:
    """Return the seconds of all waits until patience is over."""
    seconds: list[int] = []
    before = None
    while True:
        try:
            before = weigh(FAILURE, limit, before)
        except PatienceIsOver:
            return seconds
        seconds.append(before["WaitSeconds"])


@pytest.mark.parametrize(("limit", "tries", "seconds"), [(INSTANCES, 12, 3600), (BUILDS, 30, 1800), (RATE, 6, 60)])
def test_patience_is_an_hour_for_sagemaker_half_an_hour_for_codebuild_and_a_minute_for_a_rate(
    limit: Limit, tries: int, seconds: int
) -> None:
    assert (len(all_waits(limit)), sum(all_waits(limit))) == (tries, seconds)


def test_all_the_waiting_that_a_build_can_do_is_a_small_part_of_the_history_that_an_execution_may_have() -> None:
    states_that_wait, states_of_a_round, events_of_a_state = 9, 4, 5
    assert states_that_wait * 30 * states_of_a_round * events_of_a_state < 25_000 / 4


def test_a_quota_of_zero_is_not_waited_for() -> None:
    with pytest.raises(QuotaIsZero, match="for training job usage"):
        weigh(FAILURE, Limit("SageMaker", "ml.m5.large for training job usage", 0), None)


def test_what_is_no_limit_is_not_tried_again() -> None:
    with pytest.raises(NotALimit, match="AmazonSageMakerException"):
        weigh({"State": "Train Model", "Error": "SageMaker.AmazonSageMakerException"}, None, None)


def test_every_state_and_every_limit_has_a_patience_of_its_own() -> None:
    before = {"State": "Train Model", "Limit": INSTANCES.name, "Times": 12, "WaitSeconds": 300}
    fresh = {"Times": 1, "WaitSeconds": 300}
    assert weigh({**FAILURE, "State": "Create Endpoint"}, INSTANCES, before) == {
        "State": "Create Endpoint",
        "Limit": INSTANCES.name,
        **fresh,
    }
    other = Limit("SageMaker", "ml.m5.large for endpoint usage", 1)
    assert weigh(FAILURE, other, before) == {"State": "Train Model", "Limit": other.name, **fresh}


def test_a_build_says_once_for_what_it_waits() -> None:
    with World() as world:
        records.write_running(7, {"Status": "RUNNING"})
        first = app.handler(event(), None)
        app.handler(event(before=first), None)
        app.handler(event(state="Build Inference Image"), None)
        assert world.told() == [(7, "WAITING")]
        assert records.read(7)["WaitedFor"] == {"ml.m5.large for training job usage"}
    assert first == {"State": "Train Model", "Limit": "ml.m5.large for training job usage", "Times": 1, "WaitSeconds": 300}


def test_an_endpoint_that_is_to_come_back_says_so_in_a_record_of_its_own() -> None:
    with World() as world:
        records.write_running(1, {"Status": "RUNNING"}, 0, records.HOURS)
        app.handler({**event(state="Create Endpoint"), "Build": {**BUILD, "Hours": {"Number": 1, "Serve": True}}}, None)
        assert (world.told(), records.read(7)) == ([(7, "WAITING")], {})
        assert records.read(1, records.HOURS)["WaitedFor"] == {"ml.m5.large for training job usage"}


def test_the_news_names_state_quota_and_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[dict[str, Any]] = []
    monkeypatch.setattr(status, "publish", said.append)
    with World():
        app.handler(event(), None)
    (news,) = said
    assert news["Cause"] == (
        "Train Model: SageMaker's quota 'ml.m5.large for training job usage' is 2 in this account and region, and used up; Service Quotas raises it "
        "(https://us-east-1.console.aws.amazon.com/servicequotas/home/services/sagemaker/quotas). It is tried again for up to 60 minutes"
    )
    assert status.title(news) == "churn: version 7 is waiting"
    assert {key: news[key] for key in ("Stack", "Version", "Reason", "ExecutionArn", "StartedAt", "EndedAt")} == {**BUILD, "EndedAt": None}


def test_news_that_cannot_be_published_does_not_end_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    with World():
        monkeypatch.setenv("STATUS_TOPIC_ARN", "arn:aws:sns:us-east-1:123456789012:gone")
        assert app.handler(event(), None)["Times"] == 1


def test_a_rate_is_waited_for_in_silence() -> None:
    throttled = {"State": "Create Model", "Error": "SageMaker.SageMakerException", "Cause": "Rate exceeded"}
    with World() as world:
        assert app.handler({**event(), "Failure": throttled}, None)["WaitSeconds"] == 10
        assert world.told() == []
