"""The launch item's transitions, where the scenarios do not come."""

import json
from typing import Any

import pytest

from builds import launches

NOW = "2026-11-26T20:00:00+00:00"


def request(number: int, launch: str | None = None, **asked: Any) -> dict[str, Any]:
    return {
        "Id": f"message-{number}",
        "Launch": launch,
        "Reason": "r",
        "Parameters": {},
        "Reproduce": None,
        "Commit": None,
        "Burst": False,
        **asked,
    }


def given(state: dict[str, Any]) -> dict[str, Any]:
    """Return the input of the execution that what waits becomes."""
    found: dict[str, Any] = json.loads(launches.take(state, NOW)["Running"]["Input"])
    return found


def test_the_last_two_hundred_launches_of_a_build_are_known() -> None:
    state = launches.add({}, [request(number, f"launch-{number}") for number in range(300)], "build-1", NOW, 0)
    running = launches.take(state, NOW)["Running"]
    found = [f"launch-{number}" for number in range(100, 300)]
    assert (state["Pending"]["Launches"], running["Launches"], json.loads(running["Input"])["Launches"]) == (found, found, found)


def test_what_came_without_sns_launches_without_being_found() -> None:
    state = launches.add({}, [request(1), request(2, "launch-2")], "build-1", NOW, 0)
    assert (state["Pending"]["Requests"], state["Pending"]["Launches"]) == (2, ["launch-2"])


def test_a_version_to_reproduce_and_a_commit_reach_the_execution_and_nothing_else_does() -> None:
    plain = {"Reason": "r", "Parameters": {}, "Requests": 1, "Launches": []}
    assert given(launches.add({}, [request(1)], "build-1", NOW, 0)) == plain
    assert given(launches.add({}, [request(1, Reproduce=12)], "build-1", NOW, 0)) == {**plain, "Reproduce": 12}
    assert given(launches.add({}, [request(1, Commit="a" * 40)], "build-1", NOW, 0)) == {**plain, "Commit": "a" * 40}


def test_the_newest_commit_of_what_waits_is_built_also_when_something_else_comes_after_it() -> None:
    state = launches.add({}, [request(1, Commit="a" * 40), request(2, Commit="b" * 40), request(3)], "build-1", NOW, 0)
    assert (given(state)["Commit"], given(state)["Requests"]) == ("b" * 40, 3)


@pytest.mark.parametrize(("first", "second", "counted"), [(12, 12, 2), (12, 7, 1), (12, None, 1), (None, 12, 1)])
def test_what_is_to_reproduce_something_else_than_what_waits_finds_no_room(first: int | None, second: int | None, counted: int) -> None:
    state = launches.add({}, [request(1, Reproduce=first), request(2, Reproduce=second)], "build-1", NOW, 0)
    assert (given(state).get("Reproduce"), given(state)["Requests"]) == (first, counted)


def test_what_waited_when_the_stack_was_updated_is_built() -> None:
    pending = {"Name": "build-1", "Reasons": ["r"], "Requests": 1, "Parameters": "{}", "MessageIds": ["message-1"]}
    state = launches.add({"Pending": pending}, [request(2, "launch-2")], "build-2", NOW, 0)
    assert launches.take(state, NOW)["Running"]["Launches"] == ["launch-2"]
    assert launches.take({"Pending": pending}, NOW)["Running"]["Launches"] == []


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
    for found in (None, [], "go", {}, {"Launches": None}, {"Launches": "launch-1"}):
        assert launches.launches_of(found) == []
    assert launches.launches_of({"Launches": ["launch-1", 2]}) == ["launch-1", "2"]
    assert len(launches.launches_of({"Launches": ["launch"] * 1000})) == 200
