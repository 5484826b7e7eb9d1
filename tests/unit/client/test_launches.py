import json
from typing import Any

import pytest

from sagebuild import Failed, Launch, Refused, SageBuild, SageBuildError, messages, watching
from tests.unit.client.conftest import OUTPUTS, StubbedAws, execution, item, launching, lists, reads


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "LOOK_SECONDS", 0)
    monkeypatch.setattr(watching, "watch", lambda stack, build, show: stack.build(build.version))


def published(aws: StubbedAws, message: dict[str, Any]) -> None:
    aws.answers("sns", "publish", {"MessageId": "m-1"}, TopicArn=OUTPUTS["LaunchTopic"], Message=json.dumps(message))


@pytest.mark.parametrize(("state", "waits"), [({"Pending": {"Name": "b"}, "Running": {}}, True), ({"Running": {"Name": "a"}}, False)])
def test_a_launch_waits_if_the_launch_item_says_so(churn: SageBuild, aws: StubbedAws, state: dict[str, Any], waits: bool) -> None:
    launching(aws, **state)
    assert churn.waiting() is waits


def test_a_launch_is_a_message(churn: SageBuild, aws: StubbedAws) -> None:
    published(aws, {})
    assert churn.launch().message_id == "m-1"


def test_a_launch_carries_parameters_and_a_reason(churn: SageBuild, aws: StubbedAws) -> None:
    published(aws, {"Parameters": {"HyperParameters": {"C": 10}}, "Reason": "a larger C"})
    churn.launch({"HyperParameters": {"C": 10}}, "a larger C")


def test_a_launch_may_ask_for_a_version_to_be_trained_again(churn: SageBuild, aws: StubbedAws) -> None:
    published(aws, {"Reason": "is it still so?", "Reproduce": 12})
    churn.launch(reason="is it still so?", reproduce=12)


def test_a_promotion_is_a_launch_of_another_stacks_version(churn: SageBuild, aws: StubbedAws) -> None:
    published(aws, {"Parameters": {"Deploy": False, "Promote": {"Stack": "churn-dev", "Version": 12}}})
    assert churn.promote("churn-dev", 12, {"Deploy": False}).message_id == "m-1"


def test_parameters_that_are_no_json_are_not_sent(churn: SageBuild) -> None:
    with pytest.raises(Refused, match=r"^What is no JSON cannot be sent: Out of range float values are not JSON compliant"):
        churn.launch({"HyperParameters": {"C": float("nan")}})


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({}, "SENT"),
        ({"Pending": {"Launches": ["m-1"]}, "Running": {"Launches": ["m-0"]}}, "WAITING"),
        ({"Running": {"Launches": ["m-0", "m-1"]}}, "STARTING"),
        ({"Rejected": [{"Id": "q-1", "Launch": "m-1", "Cause": "Deploy: expected true or false"}]}, "REJECTED"),
    ],
)
def test_a_launch_that_is_no_build_yet_says_where_it_is(churn: SageBuild, aws: StubbedAws, state: dict[str, Any], expected: str) -> None:
    launching(aws, **state)
    if expected != "REJECTED":
        lists(aws, item(2, Launches=["m-0"]))
    assert Launch(churn, "m-1").state() == expected


def test_a_launch_is_rejected_by_its_own_message_only(churn: SageBuild, aws: StubbedAws) -> None:
    launching(aws, Rejected=["m-1", {"Id": "m-1", "Launch": "m-2", "Cause": "another"}])
    lists(aws)
    assert Launch(churn, "m-1").state() == "SENT"


def test_a_launch_becomes_the_build_whose_record_names_it(churn: SageBuild, aws: StubbedAws) -> None:
    launching(aws, Running={"Launches": ["m-1"]})
    lists(aws, item(3, Status="RUNNING", Launches=["m-0", "m-1"]), item(2))
    build = Launch(churn, "m-1").build
    assert build
    assert (build.version, build.status) == (3, "RUNNING")


def test_a_launch_without_a_build_has_none(churn: SageBuild, aws: StubbedAws) -> None:
    launching(aws)
    lists(aws)
    assert Launch(churn, "m-1").build is None


def test_waiting_for_a_launch_waits_for_its_build_and_then_for_its_end(churn: SageBuild, aws: StubbedAws) -> None:
    launching(aws, Pending={"Launches": ["m-1"]})
    lists(aws)
    launching(aws, Running={"Launches": ["m-1"]})
    lists(aws, item(3, Status="RUNNING", Launches=["m-1"]))
    reads(aws, item(3), version=3)
    assert Launch(churn, "m-1").wait(show=False).status == "SUCCEEDED"


def test_waiting_for_a_launch_that_is_rejected_raises_why(churn: SageBuild, aws: StubbedAws) -> None:
    for _ in range(2):
        launching(aws, Rejected=[{"Id": "q-1", "Launch": "m-1", "Cause": "Deploy: expected true or false"}])
    with pytest.raises(Refused, match=r"^Deploy: expected true or false$"):
        Launch(churn, "m-1").wait()


def test_a_launch_that_nobody_takes_up_is_given_up(churn: SageBuild, aws: StubbedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "PATIENCE_SECONDS", -60)
    launching(aws)
    lists(aws)
    with pytest.raises(
        SageBuildError, match=r"^The launch m-1 has not been taken up.*: see https://eu-west-1.console.aws.amazon.com/dashboard$"
    ):
        Launch(churn, "m-1").wait()


def test_waiting_without_a_build_waits_for_the_one_that_runs(churn: SageBuild, aws: StubbedAws) -> None:
    lists(aws, item(3, Status="RUNNING"))
    reads(aws, item(3), version=3)
    assert churn.wait().version == 3


def test_waiting_for_a_version_waits_for_that(churn: SageBuild, aws: StubbedAws) -> None:
    for _ in range(2):
        reads(aws, item(2), version=2)
    assert churn.wait(2).version == 2


def test_a_build_that_fails_is_returned_and_only_raises_if_that_is_asked_for(churn: SageBuild, aws: StubbedAws) -> None:
    for _ in range(4):
        reads(aws, item(2, Status="FAILED", Cause="no data"), version=2)
    assert churn.wait(2).status == "FAILED"
    with pytest.raises(Failed, match=r"^Version 2 of churn failed after 0 s: no data$"):
        churn.wait(2, check=True)


def test_stopping_stops_the_execution_and_waits_for_the_history(churn: SageBuild, aws: StubbedAws) -> None:
    lists(aws, item(3, Status="RUNNING"))
    aws.answers(
        "stepfunctions",
        "stop_execution",
        {"stopDate": "2026-11-26T12:00:00Z"},
        executionArn=execution(3),
        error="Stopped",
        cause="a wrong C",
    )
    reads(aws, item(3, Status="RUNNING"), version=3)
    reads(aws, item(3, Status="STOPPED", Cause="a wrong C"), version=3)
    assert churn.stop("a wrong C").status == "STOPPED"


def test_whoever_does_not_wait_is_told_at_once_that_the_named_build_has_been_told_to_stop(churn: SageBuild, aws: StubbedAws) -> None:
    for status in ("RUNNING", "RUNNING"):
        reads(aws, item(3, Status=status), version=3)
    stopped = {"executionArn": execution(3), "error": "Stopped", "cause": "stopped by hand"}
    aws.answers("stepfunctions", "stop_execution", {"stopDate": "2026-11-26T12:00:00Z"}, **stopped)
    assert churn.stop(build=churn.build(3), wait=False).status == "RUNNING"


def test_without_a_running_build_there_is_nothing_to_stop(churn: SageBuild, aws: StubbedAws) -> None:
    lists(aws, item(3))
    with pytest.raises(SageBuildError, match=r"^No build of churn runs$"):
        churn.stop()
