"""The launch item's transitions, where the scenarios do not come."""

import json
from typing import Any

from builds import launches


def request(number: int, launch: str | None = None) -> dict[str, Any]:
    return {"Id": f"message-{number}", "Launch": launch, "Reason": "r", "Parameters": {}}


def test_the_last_two_hundred_launches_of_a_build_are_known() -> None:
    state = launches.add({}, [request(number, f"launch-{number}") for number in range(300)], "build-1")
    running = launches.take(state, "now")["Running"]
    found = [f"launch-{number}" for number in range(100, 300)]
    assert (state["Pending"]["Launches"], running["Launches"], json.loads(running["Input"])["Launches"]) == (found, found, found)


def test_what_came_without_sns_launches_without_being_found() -> None:
    state = launches.add({}, [request(1), request(2, "launch-2")], "build-1")
    assert (state["Pending"]["Requests"], state["Pending"]["Launches"]) == (2, ["launch-2"])


def test_what_waited_when_the_stack_was_updated_is_built() -> None:
    pending = {"Name": "build-1", "Reasons": ["r"], "Requests": 1, "Parameters": "{}", "MessageIds": ["message-1"]}
    state = launches.add({"Pending": pending}, [request(2, "launch-2")], "build-2")
    assert launches.take(state, "now")["Running"]["Launches"] == ["launch-2"]
    assert launches.take({"Pending": pending}, "now")["Running"]["Launches"] == []


def test_a_message_that_was_rejected_before_the_stack_was_updated_is_not_rejected_again() -> None:
    state = {"Rejected": ["message-1"]}
    assert launches.rejected_ids(state) == {"message-1"}
    assert launches.reject(state, "message-1", "launch-1", "cause") == state
    assert launches.reject(state, "message-2", None, "cause") == {
        "Rejected": ["message-1", {"Id": "message-2", "Launch": None, "Cause": "cause"}]
    }


def test_however_long_causes_are_two_hundred_messages_are_known_and_the_item_stays_small() -> None:
    state: dict[str, Any] = {}
    for number in range(300):
        state = launches.reject(state, f"message-{number}", f"launch-{number}", "\U0001f600" * 1000)
    assert len(json.dumps(state)) < 35_000
    assert launches.rejected_ids(state) == {f"message-{number}" for number in range(100, 300)}
    assert state["Rejected"][-2:] == [
        {"Id": f"message-{number}", "Launch": f"launch-{number}", "Cause": "\U0001f600" * 1000} for number in (298, 299)
    ]


def test_an_execution_that_was_started_by_hand_may_have_any_input() -> None:
    for given in (None, [], "go", {}, {"Launches": None}, {"Launches": "launch-1"}):
        assert launches.launches_of(given) == []
    assert launches.launches_of({"Launches": ["launch-1", 2]}) == ["launch-1", "2"]
    assert len(launches.launches_of({"Launches": ["launch"] * 1000})) == 200
