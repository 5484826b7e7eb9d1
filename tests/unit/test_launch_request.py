import json
from typing import Any

import pytest

from document.reading import InvalidParameters
from launch.request import launch_request
from tests.events import event


def wrapped(message: Any) -> str:
    """Return a message as SNS hands it to a queue."""
    return json.dumps({**event("sns_envelope"), "Message": message if isinstance(message, str) else json.dumps(message)})


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("s3_object_created", "s3://data/train/first half+1.csv uploaded"),
        ("s3_notification", "s3://data/train/first half+1.csv uploaded; s3://data/train/second.csv uploaded"),
        ("codecommit_push", "churn: main is at 3e5983DE"),
        ("codecommit_trigger", "churn: main is at 5c4ef104"),
        ("schedule", "scheduled at 2026-10-08T16:53:06Z"),
        ("alarm", "alarm churn-drift is in state ALARM"),
    ],
)
def test_an_event_becomes_the_reason(name: str, reason: str) -> None:
    assert launch_request(wrapped(event(name))) == {"Reason": reason, "Parameters": {}}
    assert launch_request(json.dumps(event(name))) == {"Reason": reason, "Parameters": {}}


def test_s3s_test_event_launches_nothing() -> None:
    assert launch_request(wrapped(event("s3_test_event"))) is None


def test_a_messages_own_reason_and_parameters_are_taken() -> None:
    assert launch_request(json.dumps(event("sns_envelope"))) == {
        "Reason": "the nightly data",
        "Parameters": {"HyperParameters": {"C": None}},
    }


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("{}", "launched by a message"),
        ("", "an empty message"),
        ("go\nnow", "go now"),
        ("[1]", "[1]"),
        ('{"Parameters": null}', "launched by a message"),
        ('{"Reason": null}', "launched by a message"),
        ('{"Records": []}', "launched by a message"),
        ('{"Records": [null, 1, {"s3": {}}, {"s3": {"bucket": []}}, {"codecommit": {"references": [1]}}]}', "launched by a notification; an upload; a push"),
        ('{"detail-type": "Object Created"}', "an upload"),
        ('{"detail-type": "Object Created", "detail": {"bucket": "x"}}', "an upload"),
        ('{"detail-type": "CodeCommit Repository State Change", "detail": null}', "a push"),
        ('{"Reason": "' + "x" * 5000 + '"}', "x" * 200),
    ],
)  # fmt: skip
def test_any_message_launches_and_what_an_event_lacks_is_left_out(message: str, reason: str) -> None:
    assert launch_request(wrapped(message)) == {"Reason": reason, "Parameters": {}}


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ([], "Parameters: expected an object, got []"),
        ("x", 'Parameters: expected an object, got "x"'),
        ({"HyperParamters": {}}, "HyperParamters: unknown key; did you mean HyperParameters?"),
        ({"HyperParameters": {"a": "x" * 9000}}, "Parameters: expected at most 8192 characters of JSON, got 9030"),
    ],
)
def test_parameters_that_no_build_can_use_are_refused(parameters: Any, words: str) -> None:
    with pytest.raises(InvalidParameters) as refused:
        launch_request(wrapped({"Parameters": parameters}))
    assert str(refused.value) == words
