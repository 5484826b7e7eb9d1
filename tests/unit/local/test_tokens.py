"""A task token is good for one answer, and only as long as somebody waits for it."""

import json
import threading
from typing import Any

import pytest

from local.stepfunctions import tokens
from local.stepfunctions.attempt import Call, TaskError, call

STATE: dict[str, Any] = {"Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "TimeoutSeconds": 30}


@pytest.fixture
def execution(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    running: dict[str, Any] = {"status": "RUNNING", "stateMachineArn": "arn:machine", "events": []}
    call.set(Call(running, threading.Event(), "Await Endpoint"))
    monkeypatch.setattr(tokens, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(tokens, "note", lambda _: None)
    monkeypatch.setattr(tokens, "made", lambda resource, _: {"StatusCode": 200, "Payload": None})
    monkeypatch.setattr(tokens.stepfunctions, "_add_event", lambda execution, kind, details: execution["events"].append(kind))
    return running


def answer(send: Any, **request: str) -> tuple[int, str]:
    """Return status and code of an answer to a token."""
    status, _, body = tokens.answering(send)(request)
    return status, json.loads(body or b"{}").get("__type", "")


def test_an_answer_during_the_call_ends_the_wait(execution: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    token = tokens.issue(None)
    monkeypatch.setattr(tokens, "made", lambda *_: answer(tokens.succeed, taskToken=token, output='{"Status": "InService"}'))
    assert tokens.invoke_and_wait(STATE["Resource"], {}, token, STATE) == {"Status": "InService"}
    assert execution["events"] == ["TaskSubmitted"]


def test_a_failure_has_the_name_and_the_words_that_it_was_given(execution: dict[str, Any]) -> None:
    token = tokens.issue(None)
    assert answer(tokens.fail, taskToken=token, error="EndpointFailed", cause="no capacity") == (200, "")
    with pytest.raises(TaskError) as caught:
        tokens.invoke_and_wait(STATE["Resource"], {}, token, STATE)
    assert (caught.value.error, caught.value.cause) == ("EndpointFailed", "no capacity")


@pytest.mark.parametrize(
    ("heartbeat", "seconds", "error"), [(0.05, 30, "States.HeartbeatTimeout"), (None, 0.05, "States.Timeout"), (30, 0.05, "States.Timeout")]
)
def test_silence_ends_a_wait(execution: dict[str, Any], heartbeat: float | None, seconds: float, error: str) -> None:
    with pytest.raises(TaskError) as caught:
        tokens.invoke_and_wait(STATE["Resource"], {}, tokens.issue(heartbeat), {**STATE, "TimeoutSeconds": seconds})
    assert caught.value.error == error


def test_an_attempt_after_a_silence_waits_as_the_first_one_did(execution: dict[str, Any]) -> None:
    with pytest.raises(TaskError):
        tokens.invoke_and_wait(STATE["Resource"], {}, tokens.issue(0.05), STATE)
    token = tokens.issue(30)
    threading.Timer(0.05, answer, [tokens.succeed], {"taskToken": token, "output": "1"}).start()
    assert tokens.invoke_and_wait(STATE["Resource"], {}, token, STATE) == 1


def test_a_token_that_is_over_is_told_from_one_that_never_was(execution: dict[str, Any]) -> None:
    answered, abandoned = tokens.issue(None), tokens.issue(None)
    assert answer(tokens.succeed, taskToken=answered, output="{}") == (200, "")
    assert answer(tokens.succeed, taskToken=answered, output="{}") == (400, "TaskTimedOut")
    assert answer(tokens.beat, taskToken=abandoned) == (200, "")
    execution["status"] = "ABORTED"
    assert answer(tokens.fail, taskToken=abandoned) == (400, "TaskTimedOut")
    assert answer(tokens.succeed, taskToken="made up", output="{}") == (400, "InvalidToken")


def test_what_is_no_json_answers_nothing(execution: dict[str, Any]) -> None:
    token = tokens.issue(None)
    assert answer(tokens.succeed, taskToken=token, output="InService") == (400, "InvalidOutput")
    assert answer(tokens.succeed, taskToken=token, output="null") == (200, "")
