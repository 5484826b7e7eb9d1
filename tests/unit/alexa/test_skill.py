"""The Lambda function with requests in Alexa's own shapes."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ask_sdk_core.exceptions import AskSdkException

from sagebuild import AwsError
from skill import app
from tests.events import event
from tests.unit.alexa.stacks import ENDED, RUNNING, URL, FakeStack

pytestmark = pytest.mark.usefixtures("spoken")
OURS = "amzn1.ask.skill.0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"
DONE = {"yes_to_stop": ["stop 12"], "yes_to_rollback": ["back to 11"]}
Ask = Callable[[str], dict[str, Any]]


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeStack]:
    stack = FakeStack(RUNNING)
    monkeypatch.setenv("STACK_NAME", "churn")
    monkeypatch.setenv("ALEXA_SKILL_ID", OURS)
    monkeypatch.setattr(app, "stack", lambda: stack)
    app.skill.cache_clear()
    yield stack
    app.skill.cache_clear()


def ask(name: str) -> dict[str, Any]:
    """Return the answer to a request, as JSON carries it."""
    answered: dict[str, Any] = json.loads(json.dumps(app.handler(event(f"alexa_{name}"), None)))
    return answered


@pytest.mark.parametrize(
    ("name", "words", "ends"),
    [
        ("launch", "welcome en, what else", False),
        ("status", "status en", True),
        ("details", "details en None", True),
        ("start", "start en", False),
        ("stop_build", "stop_question en", False),
        ("stop_build_confirmed", "stop_question en", False),
        ("yes_to_stop", "stopped en 12", True),
        ("no_to_stop", "not_stopped en 12", True),
        ("yes_to_nothing", "fallback en", False),
        ("rollback", "rollback_question en 11", False),
        ("rollback_to_a_version", "rollback_question en 9", False),
        ("yes_to_rollback", "going_back en 11", True),
        ("no_to_rollback", "not_going_back en", True),
        ("repeat", "Version 12 is running. Shall I stop it?", False),
        ("history", "history en 3", True),
        ("history_without_count", "history en None", True),
        ("why", "why en", True),
        ("costs", "costs en", True),
        ("help", "help en", False),
        ("fallback", "fallback en", False),
        ("navigate_home", "welcome en", False),
        ("stop", "goodbye en", True),
        ("cancel", "goodbye en", True),
        ("unknown_intent", "fallback en", False),
        ("unsupported_locale", "status en", True),
        ("german", "status de", True),
    ],
)
def test_every_request_is_answered_in_words(stack: FakeStack, name: str, words: str, ends: bool) -> None:
    answered = ask(name)
    assert answered["version"] == "1.0"
    response = answered["response"]
    assert response["outputSpeech"] == {"type": "SSML", "ssml": f"<speak>{words}</speak>"}
    assert response["shouldEndSession"] is ends
    assert ("reprompt" in response) is not ends
    assert stack.done == DONE.get(name, [])


def test_the_card_has_the_text_and_a_link_to_the_execution(stack: FakeStack) -> None:
    assert ask("status")["response"]["card"] == {"type": "Simple", "title": "SageBuild: churn", "content": f"status en\n\n{URL}"}


def test_what_alexa_keeps_makes_the_next_request(stack: FakeStack) -> None:
    kept = ask("stop_build")["sessionAttributes"]
    again = event("alexa_yes_to_stop")
    again["session"]["attributes"] = kept
    assert app.handler(again, None)["response"]["outputSpeech"]["ssml"] == "<speak>stopped en 12</speak>"


@pytest.mark.parametrize("name", ["session_ended", "session_error", "exception_encountered"])
def test_the_end_of_a_session_is_answered_with_nothing(stack: FakeStack, name: str) -> None:
    assert ask(name)["response"] == {}
    assert stack.done == []


def test_another_skill_is_refused(stack: FakeStack) -> None:
    with pytest.raises(AskSdkException, match="Skill ID Verification failed"):
        ask("wrong_skill")
    assert stack.done == []


def test_without_a_skill_id_any_skill_of_the_permission_is_answered(stack: FakeStack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALEXA_SKILL_ID", "")
    assert ask("wrong_skill")["response"]["outputSpeech"]["ssml"] == "<speak>status en</speak>"


@pytest.mark.parametrize("error", [AwsError("AWS does not allow you Query: no", "AccessDenied"), KeyError("Metrics")])
def test_whatever_goes_wrong_is_a_calm_sentence_and_a_line_in_the_log(
    stack: FakeStack, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fails() -> None:
        raise error

    stack.before_each = fails
    assert ask("status")["response"]["outputSpeech"]["ssml"] == "<speak>trouble en</speak>"
    logged = json.loads(capsys.readouterr().out)
    assert (logged["trouble"], logged["error"]) == ("StatusIntent", str(error))
    assert bool(logged["trace"]) is isinstance(error, KeyError)


def test_an_answer_is_logged_in_a_line_without_what_was_said(stack: FakeStack, capsys: pytest.CaptureFixture[str]) -> None:
    stack.seen = ENDED
    ask("history")
    request = "amzn1.echo-api.request.66666666-7777-8888-9999-000000000000"
    assert json.loads(capsys.readouterr().out) == {"intent": "HistoryIntent", "locale": "en-US", "request": request}


def test_each_request_is_waited_for_anew(stack: FakeStack) -> None:
    app.patience.began -= 60
    ask("status")
    app.patience.check()
