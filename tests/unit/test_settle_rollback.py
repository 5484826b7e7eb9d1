"""What is recorded and told when a rollback has ended."""

import json
from typing import Any

import pytest

from news import status
from settle import rollback
from tests.events import event

WENT = {"From": 8, "To": 7, "Reason": "complaints", "Launches": ["launch-1"]}


def detail(name: str, **others: Any) -> dict[str, Any]:
    arn = "arn:aws:states:us-east-1:123456789012:execution:rollback:rollback-1"
    return {**event(f"states_{name}")["detail"], "executionArn": arn, "input": json.dumps(WENT), "output": "{}", **others}


def test_a_success_is_recorded_with_its_way() -> None:
    assert rollback.outcome(detail("succeeded"), "churn") == {
        "Stack": "churn",
        "Status": "ROLLED_BACK",
        "Reason": "complaints",
        "From": 8,
        "To": 7,
        "Launches": ["launch-1"],
        "ExecutionArn": "arn:aws:states:us-east-1:123456789012:execution:rollback:rollback-1",
        "StartedAt": "2019-02-26T23:54:31.984000+00:00",
        "EndedAt": "2019-02-26T23:55:43+00:00",
    }


@pytest.mark.parametrize(
    ("name", "told", "title"),
    [
        ("succeeded", "ROLLED_BACK", "churn: the rollback to version 7 succeeded"),
        ("failed", "FAILED", "churn: the rollback to version 7 failed"),
        ("timed_out", "TIMED_OUT", "churn: the rollback to version 7 timed out"),
        ("aborted", "STOPPED", "churn: the rollback to version 7 was stopped"),
    ],
)
def test_every_end_is_told_with_the_version_that_was_gone_back_to(name: str, told: str, title: str) -> None:
    said = rollback.news(detail(name), "churn", 1)
    assert said
    assert (said["Status"], said["Version"], said["Rollback"]) == (told, 7, {"From": 8, "To": 7})
    assert status.title(said) == title


def test_a_beginning_is_no_news() -> None:
    assert rollback.news(detail("running"), "churn", 1) is None


def test_what_people_should_know_of_it_is_told() -> None:
    said = rollback.news(detail("succeeded", output=json.dumps({"Build": {"Notice": "the document cannot be used"}})), "churn", 1)
    assert said
    assert "Notice: the document cannot be used" in status.words(said).splitlines()


def test_a_rollback_that_was_started_by_hand_says_so() -> None:
    found = rollback.outcome(detail("failed", input="go"), "churn")
    assert (found["Reason"], found["From"], found["To"], found["Launches"]) == ("started by hand", None, None, [])


def test_a_refusal_names_the_version_that_was_asked_for() -> None:
    said = status.message("REJECTED", "churn", Error="RollbackRefused", Cause="there is no version 9", Rollback={"From": None, "To": 9})
    assert status.title(said) == "churn: a rollback was refused"
    assert status.title({**said, "Version": 9}) == "churn: the rollback to version 9 was refused"
