"""Rollbacks: where they go, what they stop, what waits for them, and what is refused."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from builds import records, rollbacks, served, table
from tests.events import event
from tests.unit.launching.serving import Serving, name_of
from tests.unit.launching.world import client


@pytest.fixture
def world() -> Iterator[Serving]:
    """Three versions have been deployed one after the other; the third one serves."""
    with Serving() as made:
        made.have_served(3)
        yield made


def go_back(world: Serving, content: Any) -> None:
    world.ask(content)
    world.run_to_the_end()


def test_an_empty_message_goes_back_to_the_version_before_and_twice_in_a_row_goes_back_twice(world: Serving) -> None:
    go_back(world, {})
    assert (world.way(), world.told()) == ([1, 2], [(2, "ROLLED_BACK")])
    go_back(world, {"Reason": "still wrong"})
    assert (world.way(), world.told()) == ([1], [(1, "ROLLED_BACK")])
    assert [(asked["From"], asked["To"], asked["Reason"]) for asked in world.rollbacks()] == [
        (3, 2, "asked for by a message"),
        (2, 1, "still wrong"),
    ]
    go_back(world, {})
    assert (world.told(), world.rejected()) == (
        [(None, "REJECTED")],
        ["there is nothing to go back to: no other version has served before"],
    )


def test_a_version_may_be_named_also_one_that_was_left_behind(world: Serving) -> None:
    go_back(world, {"Version": 1})
    go_back(world, {"Version": 3})
    assert (world.way(), world.told()) == ([1, 3], [(1, "ROLLED_BACK"), (3, "ROLLED_BACK")])


def test_what_a_build_after_a_rollback_has_before_it_is_what_served(world: Serving) -> None:
    go_back(world, {})
    world.build()
    assert (world.way(), served.current(), served.previous(), served.recent(3)) == ([1, 2, 4], 4, 2, [4, 2, 3])


def test_the_history_tells_of_a_rollback(world: Serving) -> None:
    world.ask({"Reason": "complaints"})
    asked = json.loads(world.launches[0]["body"])["MessageId"]
    world.run_to_the_end()
    found = records.read(1, records.ROLLBACK)
    assert {key: found[key] for key in ("From", "To", "Status", "Reason", "Launches", "EndedAt")} == {
        "From": 3,
        "To": 2,
        "Status": "ROLLED_BACK",
        "Reason": "complaints",
        "Launches": [asked],
        "EndedAt": "2023-11-14T22:13:29+00:00",
    }
    assert world.history() == {1: "SUCCEEDED", 2: "SUCCEEDED", 3: "SUCCEEDED"}


def test_an_alarm_that_goes_off_rolls_back_and_one_that_recovers_does_not(world: Serving) -> None:
    alarm = event("alarm")
    go_back(world, {**alarm, "NewStateValue": "OK"})
    assert world.rejected() == ["alarm churn-drift is in state OK: only one that goes off rolls back"]
    go_back(world, alarm)
    assert (world.rollbacks()[0]["Reason"], world.way()) == ("alarm churn-drift is in state ALARM", [1, 2])


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ({"Version": 9}, "there is no version 9"),
        ({"Version": 4}, "version 4 has never served"),
        ({"Version": 3}, "version 3 serves already"),
        ({"Version": "2"}, 'the rollback message: Version: expected the number of a version, such as 7, got "2"'),
        ({"Version": True}, "the rollback message: Version: expected the number of a version, such as 7, got true"),
        ({"Version": 10**40}, f"the rollback message: Version: expected the number of a version, such as 7, got {10**40}"),
        ({"Version": 0}, "the rollback message: Version: expected the number of a version, such as 7, got 0"),
        ({"Versoin": 2}, 'the rollback message: "Versoin": unknown key; expected Version or Reason'),
        ("please", "the rollback message is not JSON: Expecting value at line 1, column 1"),
        ("[]", "the rollback message: expected a JSON object, got []"),
    ],
)
def test_what_cannot_be_gone_back_to_is_refused_in_a_sentence_and_nothing_is_touched(world: Serving, content: Any, why: str) -> None:
    world.message({"Reason": "fails"})
    world.deliver_launches()
    world.deliver_events()
    world.end(world.running()[0], "FAILED")
    world.run_to_the_end()
    world.told()
    go_back(world, content)
    assert (world.rejected(), world.rollbacks(), world.way()) == ([why], [], [1, 2, 3])
    assert [status for _, status in world.told()] == ["REJECTED"]
    assert table.launch()["Rejected"][0]["Cause"] == why


@pytest.mark.parametrize(("kind", "words"), [("endpoint_config", "endpoint configuration"), ("model", "model")])
def test_a_version_that_is_no_longer_kept_is_refused(world: Serving, kind: str, words: str) -> None:
    key = {"endpoint_config": "EndpointConfigName", "model": "ModelName"}[kind]
    getattr(client("sagemaker"), f"delete_{kind}")(**{key: name_of(2)})
    go_back(world, {})
    assert world.rejected() == [f"version 2 is no longer kept: its {words} {name_of(2)} is gone"]


def test_it_stops_the_build_that_runs_says_so_and_what_is_launched_meanwhile_waits(world: Serving) -> None:
    world.message({"Reason": "bad idea"})
    world.deliver_launches()
    world.ask({"Reason": "complaints"})
    world.message({"Reason": "better idea"})
    world.deliver_launches()
    assert rollbacks.version(table.launch()) == 2
    world.deliver_events()
    (running,) = world.running()
    assert world.executions[running]["stateMachineArn"].endswith(":rollback")
    assert rollbacks.version(table.launch()) == 2
    stopped = records.read(4)
    assert (stopped["Status"], stopped["Error"], stopped["Cause"]) == (
        "STOPPED",
        "RolledBack",
        "stopped, for the endpoint is rolled back to version 2: complaints",
    )
    world.run_to_the_end()
    assert [build["Reason"] for build in world.builds()] == ["bad idea", "better idea"]
    assert world.told() == [(4, "STARTED"), (4, "STOPPED"), (2, "ROLLED_BACK"), (5, "STARTED"), (5, "SUCCEEDED")]
    assert world.way() == [1, 2, 5]


def test_of_two_at_a_time_the_second_is_refused(world: Serving) -> None:
    world.ask({})
    world.ask({"Version": 1})
    world.run_to_the_end()
    assert (world.rejected(), world.way()) == (["a rollback to version 2 is under way already"], [1, 2])


def test_a_message_that_comes_again_after_its_rollback_goes_back_no_further(world: Serving) -> None:
    world.ask({})
    again = list(world.launches)
    world.run_to_the_end()
    world.launches += again
    world.run_to_the_end()
    assert (len(world.rollbacks()), world.way(), world.rejected()) == (1, [1, 2], [])


def test_a_message_that_was_refused_is_not_heard_later(world: Serving) -> None:
    world.ask({"Version": 3})
    again = list(world.launches)
    world.run_to_the_end()
    go_back(world, {})
    world.launches += again
    world.run_to_the_end()
    assert world.way() == [1, 2]


@pytest.mark.parametrize(("content", "to"), [({}, 2), ({"Version": 3}, 3)])
def test_of_an_endpoint_that_was_deleted_by_hand_the_version_is_what_served_last(world: Serving, content: Any, to: int) -> None:
    world.take_endpoint_away()
    go_back(world, content)
    assert [asked["To"] for asked in world.rollbacks()] == [to]


def test_an_endpoint_that_somebody_moved_by_hand_goes_back_to_what_was_deployed_last(world: Serving) -> None:
    variant = {"VariantName": "a", "ModelName": name_of(1), "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
    client("sagemaker").create_endpoint_config(EndpointConfigName="by-hand", ProductionVariants=[variant])
    world.take_endpoint_away()
    client("sagemaker").create_endpoint(EndpointName="churn", EndpointConfigName="by-hand")
    go_back(world, {})
    assert ([asked["To"] for asked in world.rollbacks()], world.way()) == ([3], [1, 2, 3])


@pytest.mark.parametrize(("how", "told"), [("FAILED", "FAILED"), ("ABORTED", "STOPPED"), ("TIMED_OUT", "TIMED_OUT")])
def test_a_rollback_that_fails_is_told_and_lets_the_next_launch_go_on(world: Serving, how: str, told: str) -> None:
    world.ask({})
    world.deliver_launches()
    world.message({"Reason": "next"})
    world.deliver_launches()
    world.end(world.running()[0], how)
    world.run_to_the_end()
    assert world.told()[0] == (2, told)
    assert world.history("rollback") == {1: told}
    assert world.way() == [1, 2, 3, 4]


def test_a_build_that_failed_after_its_version_began_to_serve_has_deployed_it(world: Serving) -> None:
    world.message({"Reason": "its postprocessing fails"})
    world.deliver_launches()
    world.deploy(4)
    world.end(world.running()[0], "FAILED")
    world.run_to_the_end()
    assert (records.read(4)["Status"], records.read(4)["Deployed"], world.way()) == ("FAILED", True, [1, 2, 3, 4])


def test_nothing_else_starts_before_it_is_noted_what_served(world: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    world.message({"Reason": "it serves"})
    world.deliver_launches()
    world.message({"Reason": "serves after it"})
    world.deliver_launches()
    world.end(world.running()[0])
    with monkeypatch.context() as patched:
        patched.setattr("endpoints.endpoint.describe", refuse)
        world.deliver_events()
    assert len(world.builds()) == 1
    world.run_to_the_end()
    assert world.way() == [1, 2, 3, 4, 5]


def test_a_stack_that_was_deployed_before_this_was_noted_knows_what_has_served(world: Serving) -> None:
    for version, deployed in {1: True, 2: False, 3: True}.items():
        records.write_end(version, {"Deployed": deployed})
    table.table().delete_item(Key=served.KEY)
    go_back(world, {})
    assert world.way() == [1]


def test_an_end_of_which_no_event_told_is_found(world: Serving) -> None:
    world.ask({})
    world.deliver_launches()
    world.end(world.running()[0])
    world.events[:] = [world.record({"detail-type": "SageBuild Look"})]
    world.run_to_the_end()
    assert (world.history("rollback"), world.told()) == ({1: "ROLLED_BACK"}, [(2, "ROLLED_BACK")])


def test_what_a_rollback_looks_at_and_may_not_see_holds_up_no_launch(world: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("endpoints.endpoint.describe", refuse)
        world.ask({})
        world.message({"Reason": "goes on"})
        world.deliver_launches()
    assert (len(world.builds()), len(world.launches)) == (1, 1)
    world.run_to_the_end()
    assert len(world.rollbacks()) == 1


def refuse(_: str) -> Any:
    """Answer DescribeEndpoint as where it is not allowed."""
    raise ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "DescribeEndpoint")
