import json
from dataclasses import replace
from typing import Any

import pytest

from local.commands import ROOT
from skill.conversation import reply
from skill.intents import INTENTS, OPENING
from tests.unit.alexa.stacks import ENDED, NEXT, RUNNING, URL, FakeStack
from voice import answers
from voice.seen import Seen

pytestmark = pytest.mark.usefixtures("spoken")
NOTHING = Seen((), None, False)


class Talk:
    """A conversation in English: what is said to each intent, with what Alexa keeps in between."""

    def __init__(self, seen: Seen) -> None:
        self.stack = FakeStack(seen)
        self.kept: dict[str, Any] = {}
        self.ended = False

    def hears(self, intent: str, slots: dict[str, str] | None = None) -> str:
        said, kept = reply(intent, "en", slots or {}, self.kept, self.stack)
        self.kept, self.ended, self.url = json.loads(json.dumps(kept)), said.answer.ends, said.url
        return said.answer.speech


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        ("StatusIntent", "status en"),
        ("DetailsIntent", "details en None"),
        ("HistoryIntent", "history en 3"),
        ("WhyIntent", "why en"),
        ("CostIntent", "costs en"),
        ("AMAZON.HelpIntent", "help en"),
        ("AMAZON.FallbackIntent", "fallback en"),
        ("AMAZON.StopIntent", "goodbye en"),
        ("AMAZON.CancelIntent", "goodbye en"),
        ("AMAZON.NavigateHomeIntent", "welcome en"),
        ("AMAZON.YesIntent", "fallback en"),
        ("AMAZON.NoIntent", "goodbye en"),
        ("AMAZON.RepeatIntent", "help en"),
        ("LaunchRequest", "welcome en, what else"),
        ("DanceIntent", "fallback en"),
    ],
)
def test_every_intent_is_answered_and_none_of_these_touches_a_build(intent: str, words: str) -> None:
    talk = Talk(RUNNING)
    assert talk.hears(intent, {"Count": "3"}) == words
    assert talk.stack.done == []


def test_details_tell_what_a_launch_would_do_where_no_build_runs() -> None:
    talk = Talk(ENDED)
    assert talk.hears("DetailsIntent") == "details en Would(refused='no data', parts={})"
    for known in (RUNNING, NOTHING):
        talk = Talk(known)
        assert (talk.hears("DetailsIntent"), talk.stack.done) == ("details en None", [])


@pytest.mark.parametrize(
    ("intent", "url"), [("StatusIntent", URL), ("CostIntent", URL), ("StopBuildIntent", URL), ("AMAZON.HelpIntent", None)]
)
def test_an_answer_about_a_build_leads_to_its_execution(intent: str, url: str | None) -> None:
    talk = Talk(RUNNING)
    talk.hears(intent)
    assert talk.url == url


@pytest.mark.parametrize("seen", [NOTHING, ENDED])
def test_a_build_is_started_at_once_if_none_runs(seen: Seen) -> None:
    talk = Talk(seen)
    assert talk.hears("StartIntent") == "started en"
    assert talk.stack.done == ["launch"]


def test_while_one_runs_another_is_queued_only_after_a_yes() -> None:
    talk = Talk(RUNNING)
    assert (talk.hears("StartIntent"), talk.ended, talk.stack.done) == ("start en", False, [])
    assert (talk.hears("AMAZON.YesIntent"), talk.ended, talk.stack.done) == ("queued en", True, ["launch"])


def test_a_build_that_would_have_been_queued_is_started_if_the_other_one_has_ended_meanwhile() -> None:
    talk = Talk(RUNNING)
    talk.hears("StartIntent")
    talk.stack.seen = ENDED
    assert talk.hears("AMAZON.YesIntent") == "started en"


def test_a_no_queues_nothing() -> None:
    talk = Talk(RUNNING)
    talk.hears("StartIntent")
    assert (talk.hears("AMAZON.NoIntent"), talk.stack.done) == ("not_queued en", [])


def test_nothing_is_queued_behind_what_waits_already() -> None:
    talk = Talk(replace(RUNNING, waiting=True))
    assert talk.hears("StartIntent") == "no start en"
    assert (talk.hears("AMAZON.YesIntent"), talk.stack.done) == ("fallback en", [])


def test_a_build_is_stopped_only_after_a_yes() -> None:
    talk = Talk(RUNNING)
    assert (talk.hears("StopBuildIntent"), talk.ended, talk.stack.done) == ("stop_question en", False, [])
    assert (talk.hears("AMAZON.YesIntent"), talk.ended, talk.stack.done) == ("stopped en 12", True, ["stop 12"])


def test_a_no_stops_nothing() -> None:
    talk = Talk(RUNNING)
    talk.hears("StopBuildIntent")
    assert (talk.hears("AMAZON.NoIntent"), talk.stack.done) == ("not_stopped en 12", [])


def test_where_nothing_runs_nothing_is_asked_and_a_yes_stops_nothing() -> None:
    talk = Talk(ENDED)
    assert talk.hears("StopBuildIntent") == "no stop_question en"
    assert (talk.hears("AMAZON.YesIntent"), talk.stack.done) == ("fallback en", [])


@pytest.mark.parametrize(("seen", "words"), [(ENDED, "nothing_runs en"), (NEXT, "status en")])
def test_a_build_that_ends_between_question_and_answer_takes_no_other_with_it(seen: Seen, words: str) -> None:
    talk = Talk(RUNNING)
    talk.hears("StopBuildIntent")
    talk.stack.seen = seen
    assert (talk.hears("AMAZON.YesIntent"), talk.stack.done) == (words, [])


def test_a_yes_to_anything_but_the_last_answers_question_does_nothing() -> None:
    talk = Talk(RUNNING)
    talk.hears("StopBuildIntent")
    talk.hears("StatusIntent")
    assert (talk.hears("AMAZON.YesIntent"), talk.stack.done) == ("fallback en", [])


@pytest.mark.parametrize(("slots", "version"), [({}, 11), ({"Version": "9"}, 9)])
def test_the_endpoint_goes_back_only_after_a_yes_and_to_the_version_of_the_question(slots: dict[str, str], version: int) -> None:
    talk = Talk(ENDED)
    assert (talk.hears("RollbackIntent", slots), talk.ended, talk.stack.done) == (f"rollback_question en {version}", False, [])
    assert (talk.hears("AMAZON.YesIntent"), talk.ended, talk.stack.done) == (f"going_back en {version}", True, [f"back to {version}"])


def test_a_no_lets_the_endpoint_be() -> None:
    talk = Talk(ENDED)
    talk.hears("RollbackIntent")
    assert (talk.hears("AMAZON.NoIntent"), talk.stack.done) == ("not_going_back en", [])


@pytest.mark.parametrize("said", ["12", "10", "?"])
def test_where_the_endpoint_cannot_go_back_nothing_is_asked_and_a_yes_does_nothing(said: str) -> None:
    talk = Talk(ENDED)
    assert talk.hears("RollbackIntent", {"Version": said}) == "no rollback_question en"
    assert (talk.hears("AMAZON.YesIntent"), talk.stack.done) == ("fallback en", [])


def test_if_a_build_has_begun_since_the_question_it_is_asked_again_and_a_second_yes_counts() -> None:
    talk = Talk(ENDED)
    talk.hears("RollbackIntent", {"Version": "9"})
    talk.stack.seen = NEXT
    assert (talk.hears("AMAZON.YesIntent"), talk.ended, talk.stack.done) == ("rollback_question en 9", False, [])
    assert (talk.hears("AMAZON.YesIntent"), talk.stack.done) == ("going_back en 9", ["back to 9"])


def test_a_yes_to_another_question_is_none_to_the_rollback() -> None:
    talk = Talk(RUNNING)
    talk.hears("RollbackIntent")
    talk.hears("StopBuildIntent")
    assert (talk.hears("AMAZON.YesIntent"), talk.stack.done) == ("stopped en 12", ["stop 12"])


@pytest.mark.parametrize("intent", ["AMAZON.StopIntent", "AMAZON.CancelIntent"])
def test_stop_and_cancel_end_the_session_and_never_touch_a_build_not_even_after_the_question(intent: str) -> None:
    talk = Talk(RUNNING)
    talk.hears("LaunchRequest")
    talk.hears("StopBuildIntent")
    assert (talk.hears(intent), talk.ended, talk.stack.done) == ("goodbye en", True, [])


def test_a_question_that_is_repeated_can_be_answered() -> None:
    talk = Talk(RUNNING)
    talk.hears("StopBuildIntent")
    assert (talk.hears("AMAZON.RepeatIntent"), talk.url) == ("stop_question en", URL)
    assert (talk.hears("AMAZON.YesIntent"), talk.stack.done) == ("stopped en 12", ["stop 12"])


def test_repeating_looks_at_nothing_anew() -> None:
    talk = Talk(RUNNING)
    talk.hears("LaunchRequest")
    talk.hears("StatusIntent")
    talk.stack.before_each = lambda: pytest.fail("looked")
    assert [talk.hears("AMAZON.RepeatIntent") for _ in range(2)] == ["status en, what else"] * 2


def test_whoever_has_opened_the_skill_is_listened_to_until_he_leaves() -> None:
    talk = Talk(RUNNING)
    talk.hears("LaunchRequest")
    assert (talk.hears("StatusIntent"), talk.ended) == ("status en, what else", False)
    assert (talk.hears("StopBuildIntent"), talk.ended) == ("stop_question en", False)
    assert (talk.hears("AMAZON.NoIntent"), talk.ended) == ("not_stopped en 12, what else", False)
    assert (talk.hears("AMAZON.NoIntent"), talk.ended) == ("goodbye en", True)


def test_whoever_has_asked_one_thing_is_not_kept() -> None:
    talk = Talk(RUNNING)
    assert (talk.hears("StatusIntent"), talk.ended) == ("status en", True)


@pytest.mark.parametrize("locale", ["en-US", "en-GB", "de-DE", "es-ES"])
def test_every_intent_of_the_models_has_its_function_and_every_function_its_intent(locale: str) -> None:
    model = json.loads((ROOT / f"alexa/models/{locale}.json").read_text())["interactionModel"]["languageModel"]
    assert {intent["name"] for intent in model["intents"]} == set(INTENTS) - {OPENING}


def test_what_is_asked_is_what_the_answers_call_so() -> None:
    assert (answers.QUEUE, answers.STOP, answers.ROLLBACK) == ("QUEUE", "STOP", "ROLLBACK")
