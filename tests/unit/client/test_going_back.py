import json
from datetime import UTC, datetime
from typing import Any

import pytest

from sagebuild import Failed, Refused, Rollback, SageBuild, Served, messages, watching
from tests.unit.client.conftest import OUTPUTS, StubbedAws, going_back, launching, lists, reads, rollback_item, served

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
TIMES = {"StartedAt": "2026-11-26T12:00:00Z", "EndedAt": "2026-11-26T12:01:30Z"}


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "LOOK_SECONDS", 0)
    monkeypatch.setattr(watching, "seconds_between_looks", lambda running: 0.0)


def published(aws: StubbedAws, message: dict[str, Any]) -> None:
    aws.answers("sns", "publish", {"MessageId": "m-1"}, TopicArn=OUTPUTS["RollbackTopic"], Message=json.dumps(message))


def test_a_rollback_is_an_empty_message_or_one_that_names_its_version_and_says_why(churn: SageBuild, aws: StubbedAws) -> None:
    published(aws, {})
    assert churn.rollback().message_id == "m-1"
    published(aws, {"Version": 7, "Reason": "it answers too slowly"})
    churn.rollback(7, "it answers too slowly")


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ({}, "SENT"),
        ({"Rollback": {"Launches": ["m-1"]}, "Running": {"Launches": ["m-0"]}}, "WAITING"),
        ({"Running": {"Machine": "rollback", "Launches": ["m-1"]}}, "STARTING"),
        ({"Rejected": [{"Id": "q-1", "Launch": "m-1", "Cause": "churn serves version 2 already"}]}, "REJECTED"),
    ],
)
def test_a_rollback_that_has_not_begun_says_where_it_is(churn: SageBuild, aws: StubbedAws, state: dict[str, Any], expected: str) -> None:
    launching(aws, **state)
    if expected != "REJECTED":
        lists(aws, rollback_item(1, Launches=["m-0"]), kind="rollback")
    assert Rollback(churn, "m-1").state() == expected


def test_waiting_for_a_rollback_waits_until_it_has_begun_and_then_until_it_has_ended(churn: SageBuild, aws: StubbedAws) -> None:
    launching(aws, Rollback={"Launches": ["m-1"]})
    lists(aws, kind="rollback")
    launching(aws, Running={"Machine": "rollback", "Launches": ["m-1"]})
    lists(aws, rollback_item(1, Status="RUNNING", Launches=["m-1"]), kind="rollback")
    reads(aws, rollback_item(1, Status="RUNNING", Launches=["m-1"]), "rollback", 1)
    reads(aws, rollback_item(1, Launches=["m-1"]), "rollback", 1)
    launching(aws, Running={"Machine": "rollback", "Launches": ["m-1"]})  # settle has not released it yet
    launching(aws, Running={"Launches": ["m-2"]})
    ended = Rollback(churn, "m-1").wait(show=False)
    assert (ended.status, ended.version, ended.came_from, ended.running) == ("ROLLED_BACK", 2, 3, False)


def test_waiting_for_a_rollback_that_is_refused_raises_why(churn: SageBuild, aws: StubbedAws) -> None:
    for _ in range(2):
        launching(aws, Rejected=[{"Id": "q-1", "Launch": "m-1", "Cause": "churn has nothing to go back to"}])
    with pytest.raises(Refused, match=r"^churn has nothing to go back to$"):
        Rollback(churn, "m-1").wait()


def test_a_rollback_that_fails_is_returned_and_only_raises_if_that_is_asked_for(churn: SageBuild, aws: StubbedAws) -> None:
    failed = rollback_item(1, **TIMES, Status="FAILED", Cause="Await Endpoint: alarm churn/AllTraffic/latency went off", Launches=["m-1"])
    sentence = (
        "churn could not go back to version 2 from version 3 after 1 min 30 s: Await Endpoint: alarm churn/AllTraffic/latency went off"
    )
    for check in (False, True):
        launching(aws)
        lists(aws, failed, kind="rollback")
        reads(aws, failed, "rollback", 1)
        launching(aws)
        if check:
            with pytest.raises(Failed, match=f"^{sentence}$"):
                Rollback(churn, "m-1").wait(show=False, check=True)
        else:
            assert str(Rollback(churn, "m-1").wait(show=False)) == sentence


def test_a_rollback_is_shown_with_its_states_while_it_runs(churn: SageBuild, aws: StubbedAws, capsys: pytest.CaptureFixture[str]) -> None:
    reads(aws, rollback_item(1, **TIMES, Reason="too slow"), "rollback", 1)
    entered = {
        "id": 1,
        "timestamp": NOON,
        "type": "TaskStateEntered",
        "stateEnteredEventDetails": {"name": "Update Endpoint"},
    }
    aws.answers("stepfunctions", "get_execution_history", {"events": [entered]}, **history_of(1))
    launching(aws)
    Rollback(churn, "m-1", {"Version": 1, "To": 2}).wait()
    told = [line[9:] for line in capsys.readouterr().out.splitlines()]
    assert told[0] == "churn, back to version 2: too slow"
    assert told[1].startswith("Update Endpoint ...")
    assert told[-1] == "churn has gone back to version 2 from version 3 after 1 min 30 s. Reason: too slow"


def test_the_machine_that_went_back_is_drawn_as_it_went(churn: SageBuild, aws: StubbedAws) -> None:
    machine = {"StartAt": "Plan Rollback", "States": {"Plan Rollback": {"Type": "Task", "End": True}}}
    answer = {
        "stateMachineArn": "arn",
        "name": "back",
        "roleArn": "arn:aws:iam::1:role/x",
        "updateDate": NOON,
        "definition": json.dumps(machine),
    }
    aws.answers("stepfunctions", "describe_state_machine_for_execution", answer, executionArn=going_back(1))
    aws.answers("stepfunctions", "get_execution_history", {"events": []}, **history_of(1))
    assert (
        "churn, back to version 2: rolled back"
        in churn.graph(Rollback(churn, "m-1", {"To": 2, "Status": "ROLLED_BACK", "ExecutionArn": going_back(1)})).svg
    )


def history_of(number: int) -> dict[str, Any]:
    return {"executionArn": going_back(number), "includeExecutionData": False, "maxResults": 1000}


def test_the_last_rollbacks_are_listed(churn: SageBuild, aws: StubbedAws) -> None:
    lists(aws, rollback_item(2, **TIMES, Launches=["m-2"]), rollback_item(1, From=None, **TIMES), limit=5, kind="rollback")
    newest, first = churn.rollbacks(5)
    assert (newest.message_id, newest.came_from, first.message_id, first.came_from) == ("m-2", 3, "", None)
    assert str(first) == "churn has gone back to version 2 after 1 min 30 s."
    assert newest.console_url.endswith(f"#/v2/executions/details/{going_back(2)}")


def test_one_that_has_only_been_sent_says_so_and_escapes_what_its_record_holds(churn: SageBuild) -> None:
    assert str(Rollback(churn, "m-1")) == "A rollback of churn that has been sent"
    shown = Rollback(churn, "m-1", {"Status": "FAILED", "To": 2, "Cause": "<b>"})._repr_html_()
    assert shown.startswith("churn could not go back to version 2 after 0 s: &lt;b&gt; <a href=")


def test_what_has_served_is_told_in_its_order(churn: SageBuild, aws: StubbedAws) -> None:
    served(aws, 1, 2, 5)
    assert churn.served() == Served(current=5, previous=2, others=(2, 1))
    served(aws)
    assert churn.served() == Served(None, None, ())
    served(aws, 1, 2, Hours={"Serve": False, "Hours": "07:00-19:00 MON-FRI Europe/Berlin"})
    assert churn.served() == Served(2, 1, (1,), "07:00-19:00 MON-FRI Europe/Berlin")
    served(aws, 1, 2, Hours={"Serve": True, "Hours": "07:00-19:00 MON-FRI Europe/Berlin"})
    assert churn.served() == Served(2, 1, (1,))


def test_what_has_served_prints_as_a_sentence() -> None:
    assert str(Served(5, 2, (2, 1))) == "Version 5 serves; rollback() goes back to version 2"
    assert str(Served(1, None, ())) == "Version 1 serves; there is nothing to go back to"
    assert str(Served(None, None, ())) == "Nothing has been served yet"
    assert str(Served(5, 2, (2, 1), "07:00-19:00 MON-FRI Europe/Berlin")) == (
        "The endpoint is outside its hours, 07:00-19:00 MON-FRI Europe/Berlin, and taken down: version 5 is kept, and rollback(5) brings it back now"
    )
