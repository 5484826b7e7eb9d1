from typing import Any

import pytest

from news.uncaught import explain
from settle.outcome import outcome
from tests.events import event

ASKED = r"{\"ModelName\":\"churn-v7\",\"Unheard\":1}"


def cause(state: str, why: str) -> str:
    """Return a cause as Step Functions writes it."""
    return (
        f"An error occurred while executing the state '{state}' (entered at the event id #8). "
        f"The Arguments '{ASKED}' could not be used to start the Task: [{why}]"
    )


@pytest.mark.parametrize("quote", ['"', "'", r"\"", ""])
def test_a_member_that_step_functions_does_not_know_is_named_and_where_it_is_removed(quote: str) -> None:
    assert explain(cause("Create Model", f"The field {quote}Unheard{quote} is not supported by Step Functions")) == (
        "Create Model: Step Functions does not know the member Unheard of this request: "
        "remove it from Model in the parameter document, or from what your own config function returns"
    )


@pytest.mark.parametrize(
    ("state", "key"),
    [
        ("Train Model", "TrainingJob"),
        ("Tune Model", "TrainingJob or TuningJob"),
        ("Evaluate Model", "Evaluation"),
        ("Create Endpoint Config", "EndpointConfig"),
        ("Create Endpoint", "Endpoint"),
        ("Update Endpoint", "Endpoint"),
    ],
)
def test_every_request_has_its_key(state: str, key: str) -> None:
    assert f"remove it from {key} in the parameter document" in explain(cause(state, 'The field "X" is not supported by Step Functions'))


def test_what_else_step_functions_says_is_told_without_the_request() -> None:
    assert explain(cause("Create Model", "The value for the field 'Tags' must be an array")) == (
        "Create Model: The value for the field 'Tags' must be an array"
    )


def test_words_that_are_not_known_are_told_as_they_are() -> None:
    assert explain("The state machine is gone") == "The state machine is gone"


def test_settle_records_the_sentence() -> None:
    given: dict[str, Any] = {
        **event("states_failed")["detail"],
        "error": "States.Runtime",
        "cause": cause("Create Model", 'The field "Unheard" is not supported by Step Functions'),
    }
    assert outcome(given, "churn")["Cause"].startswith("Create Model: Step Functions does not know the member Unheard")
    assert outcome({**given, "error": "Mine"}, "churn")["Cause"] == given["cause"]
