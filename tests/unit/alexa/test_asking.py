import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sagebuild import SageBuild, SageBuildError, State
from sagebuild.builds import build
from skill import asking, sight
from skill.asking import Asking, Patience, patient
from tests.unit.client.conftest import OUTPUTS, StubbedAws, execution, item, launching, lists, reads, served, stack_answer
from tests.unit.client.test_parameters import is_checked
from voice.going_back import Way
from voice.seen import Cost, Rent
from voice.would import Part, Would

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def stack(aws: StubbedAws) -> Asking:
    aws.answers("cloudformation", "describe_stacks", stack_answer(OUTPUTS), StackName="churn")
    return Asking(SageBuild("churn", session=aws))


def serves(aws: StubbedAws, configuration: str) -> None:
    at, arn = "2026-11-26T12:00:00Z", "arn:aws:sagemaker:eu-west-1:123456789012:endpoint/churn"
    answer = {"EndpointName": "churn", "EndpointArn": arn, "EndpointStatus": "InService", "CreationTime": at, "LastModifiedTime": at}
    aws.answers("sagemaker", "describe_endpoint", {**answer, "EndpointConfigName": configuration}, EndpointName="churn")


def record(version: int, **attributes: Any) -> Any:
    """Return a build that took ten minutes and ended twenty minutes ago."""
    times = {"StartedAt": "2026-11-26T11:30:00Z", "EndedAt": "2026-11-26T11:40:00Z"}
    return build({"Version": version, "Status": "SUCCEEDED", **times, **attributes})


def test_a_stack_without_builds_is_one_request(stack: Asking, aws: StubbedAws) -> None:
    lists(aws, limit=10)
    look = stack.look()
    assert (look.seen.builds, look.seen.usual_seconds, look.seen.waiting, look.running, look.url) == ((), None, False, None, None)


def test_a_running_build_is_seen_with_its_state_and_with_what_waits_for_it(stack: Asking, aws: StubbedAws) -> None:
    lists(aws, item(12, Status="RUNNING", StartedAt="2026-11-26T11:30:00Z"), item(11), limit=10)
    entered = {"id": 1, "timestamp": NOW, "type": "TaskStateEntered", "stateEnteredEventDetails": {"name": "Train Model"}}
    aws.answers("stepfunctions", "get_execution_history", {"events": [entered]})
    launching(aws, Pending={"Name": "next"}, Running={"Name": "this"})
    look = stack.look()
    newest = look.seen.builds[0]
    assert (newest.version, newest.status, newest.step, newest.ended_ago) == (12, "RUNNING", "Train Model", None)
    assert (look.running, look.seen.waiting) == (12, True)
    assert str(look.url).endswith(f"#/v2/executions/details/{execution(12)}")


def test_what_serves_is_what_the_endpoint_says_and_not_what_was_deployed_last(stack: Asking, aws: StubbedAws) -> None:
    builds = [item(version, Deployed=True, Names={"EndpointConfig": f"churn-v{version}-0a"}) for version in (12, 11)]
    lists(aws, *builds, limit=10)
    serves(aws, "churn-v11-0a")
    launching(aws)
    seen = stack.look().seen
    assert ([build.serving for build in seen.builds], seen.serving, seen.going_back_to) == ([False, True], 11, None)


def test_an_endpoint_outside_its_hours_is_seen_unless_a_build_has_it_serve(stack: Asking, aws: StubbedAws) -> None:
    builds = [item(12, Deployed=True, Names={"EndpointConfig": "churn-v12-0a"})]
    hours = {"Serve": False, "Hours": "07:00-19:00 MON-FRI UTC"}
    for config in ("another", "churn-v12-0a"):
        lists(aws, *builds, limit=10)
        serves(aws, config)
        launching(aws, Hours=hours)
    assert [stack.look().seen.asleep for _ in range(2)] == [True, False]


@pytest.mark.parametrize(
    "launch_item",
    [
        {"Running": {"Name": "r", "Machine": "rollback", "To": 11}},
        {"Running": {"Name": "b"}, "Rollback": {"Name": "r", "To": 11}},
    ],
)
def test_a_rollback_that_runs_or_waits_for_a_build_to_stop_is_seen(stack: Asking, aws: StubbedAws, launch_item: dict[str, Any]) -> None:
    lists(aws, item(12), limit=10)
    launching(aws, **launch_item)
    assert stack.look().seen.going_back_to == 11


def test_what_the_endpoint_may_go_back_to_is_what_has_served(stack: Asking, aws: StubbedAws) -> None:
    served(aws, 9, 11, 12)
    assert stack.way_back() == Way(current=12, previous=11, others=(11, 9))


def test_a_rollback_is_published_with_the_version_that_was_asked_about(stack: Asking, aws: StubbedAws) -> None:
    lists(aws, item(13, Status="RUNNING"), limit=10)
    served(aws, 11, 12)
    message = '{"Version": 11, "Reason": "Alexa was asked to"}'
    aws.answers("sns", "publish", {"MessageId": "m-1"}, TopicArn=OUTPUTS["RollbackTopic"], Message=message)
    assert stack.roll_back(11, [12, 13]) is True


@pytest.mark.parametrize("then", [[11, None], [12, 13], [None, None]])
def test_nothing_is_rolled_back_if_things_are_no_longer_as_they_were(stack: Asking, aws: StubbedAws, then: list[int | None]) -> None:
    lists(aws, item(12), limit=10)
    served(aws, 11, 12)
    assert stack.roll_back(11, then) is False


def test_a_redriven_build_comes_first_while_it_runs(stack: Asking, aws: StubbedAws) -> None:
    lists(aws, item(12), item(11, Status="RUNNING"), limit=10)
    aws.answers("stepfunctions", "get_execution_history", {"events": []})
    launching(aws)
    look = stack.look()
    assert ([build.version for build in look.seen.builds], look.running) == ([11, 12], 11)


def test_what_a_launch_would_do_is_what_the_client_explains(stack: Asking, aws: StubbedAws) -> None:
    decided = {"Training": {"Decision": "REUSED", "Version": 11, "Because": "nothing has changed since version 11"}}
    is_checked(aws, None, {"Parameters": {}, "Decisions": decided}, Explain=True)
    assert stack.would() == Would(None, {"Training": Part("REUSED", 11, "nothing has changed since version 11")})


def test_a_launch_that_would_be_refused_is_known_by_the_sentence(stack: Asking, aws: StubbedAws) -> None:
    is_checked(aws, None, {"Refused": {"Error": "MissingData", "Cause": "Channels.train: nothing is there"}}, Explain=True)
    assert stack.would() == Would("Channels.train: nothing is there", {})


def test_what_takes_too_long_is_not_known(stack: Asking, aws: StubbedAws) -> None:
    aws.refuses("lambda", "invoke", "TooManyRequestsException")
    assert stack.would() == Would(None, {})


@pytest.mark.parametrize(("status", "waits"), [("RUNNING", True), ("FAILED", False)])
def test_a_launch_is_published_and_waits_for_a_build_that_runs(stack: Asking, aws: StubbedAws, status: str, waits: bool) -> None:
    lists(aws, item(12, Status=status), limit=10)
    message = '{"Reason": "Alexa was asked to"}'
    aws.answers("sns", "publish", {"MessageId": "m-1"}, TopicArn=OUTPUTS["LaunchTopic"], Message=message)
    assert stack.launch() is waits


@pytest.mark.parametrize(("status", "stopped"), [("RUNNING", True), ("STOPPED", True), ("SUCCEEDED", False)])
def test_the_build_that_was_asked_about_is_stopped_unless_it_ends_in_that_moment(
    stack: Asking, aws: StubbedAws, status: str, stopped: bool
) -> None:
    lists(aws, item(12, Status="RUNNING"), limit=10)
    told = {"executionArn": execution(12), "error": "Stopped", "cause": "Alexa was asked to"}
    aws.answers("stepfunctions", "stop_execution", {"stopDate": NOW}, **told)
    reads(aws, item(12, Status=status), version=12)
    assert stack.stop(12) is stopped


@pytest.mark.parametrize("running", [item(12), item(13, Status="RUNNING")])
def test_no_other_build_is_stopped_in_its_place(stack: Asking, aws: StubbedAws, running: dict[str, Any]) -> None:
    lists(aws, running, limit=10)
    assert stack.stop(12) is False


def test_a_build_is_seen_in_lengths_of_time() -> None:
    (seen,) = sight.seen([record(12, Cause="no data", Reason="a push")], [], None, {}, NOW).builds
    assert (seen.seconds, seen.ended_ago, seen.step, seen.step_seconds) == (600.0, 1200.0, None, None)
    assert (seen.cause, seen.reason, seen.metric, seen.serving) == ("no data", "a push", None, False)


def test_how_long_builds_take_is_that_of_those_that_succeeded() -> None:
    failed = record(3, Status="FAILED", EndedAt="2026-11-26T11:31:00Z")
    long, unchanged = record(1, EndedAt="2026-11-26T11:50:00Z"), record(4, EndedAt="2026-11-26T11:30:02Z", Unchanged=2)
    assert sight.seen([unchanged, failed, record(2), long], [], None, {}, NOW).usual_seconds == 900.0


def test_of_states_at_once_the_later_one_counts_and_never_the_parallel_around_them() -> None:
    states = [
        State("Plan Build", "Task", NOW, NOW, "SUCCEEDED"),
        State("Build Training Image", "Task", NOW - timedelta(seconds=90), None, "RUNNING"),
        State("Train Model", "Task", NOW - timedelta(seconds=60), None, "RUNNING"),
        State("Build And Train", "Parallel", NOW, None, "RUNNING"),
    ]
    running = record(12, Status="RUNNING", EndedAt=None)
    newest, before = sight.seen([running, record(11)], states, None, {}, NOW).builds
    assert (newest.step, newest.step_seconds, before.step) == ("Train Model", 60.0, None)


@pytest.mark.parametrize(
    ("metrics", "validation", "metric"),
    [
        ({"train:error": 0.5, "validation:error": 0.25}, {}, ("validation:error", 0.25)),
        ({"train:error": 0.5, "validation:error": 0.25}, {"Validation": {"Metric": "train:error"}}, ("train:error", 0.5)),
        ({"b": 2.0, "a": 1.0}, {}, ("a", 1.0)),
        ({"loss": "NaN"}, {}, None),
        ({}, {}, None),
    ],
)
def test_one_metric_stands_for_all(metrics: dict[str, Any], validation: dict[str, Any], metric: tuple[str, float] | None) -> None:
    assert sight.metric_of(record(12, Metrics=metrics, Parameters=json.dumps(validation))) == metric


def test_a_metric_is_held_against_that_of_the_last_build_that_succeeded() -> None:
    failed = record(11, Status="FAILED", Metrics={"accuracy": 0.1})
    builds = [record(12, Metrics={"accuracy": 0.97}), failed, record(10, Metrics={"accuracy": 0.95}), record(9)]
    seen = sight.seen(builds, [], None, {}, NOW).builds
    assert [each.metric_before for each in seen] == [0.95, 0.95, None, None]


def test_when_nobody_would_hear_the_answer_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", -1)
    with pytest.raises(SageBuildError, match="AWS answered too slowly"):
        patient("churn", Patience())


def test_what_was_sent_last_is_given_up_before_alexa_gives_up_even_after_a_cold_start() -> None:
    assert 2 + asking.PATIENCE_SECONDS + asking.HASTY.connect_timeout + asking.HASTY.read_timeout <= 8


def test_a_cost_is_seen_as_its_record_has_it() -> None:
    endpoint = {"On": ["1 × ml.m5.large"], "DollarsAMonth": 83.95, "PerRequest": False}
    made = {"Uses": [], "Seconds": 120, "Dollars": 0.14, "Endpoint": endpoint, "Unknown": [], "Sentence": "…"}
    look = sight.build_seen(record(12, Cost=json.dumps(made)), [], None, True, NOW)
    assert look.cost == Cost(0.14, 120, Rent(83.95, True, False))


def test_seconds_of_which_some_are_not_known_are_not_told() -> None:
    made = {
        "Uses": [],
        "Seconds": 120,
        "Dollars": None,
        "Endpoint": None,
        "Unknown": ["SageMaker has not billed churn-v12-0a yet"],
        "Sentence": "…",
    }
    assert sight.cost_of(made) == Cost(None, None, None)
    assert sight.cost_of(None) is None
