from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.client.conftest import aws
from voice import answers
from voice.answers import Answer
from voice.going_back import Way
from voice.seen import Seen

__all__ = ["aws"]  # the client's stubbed account, which the skill asks too

PLAIN = (
    "status",
    "details",
    "history",
    "why",
    "costs",
    "started",
    "queued",
    "not_queued",
    "stopped",
    "not_stopped",
    "nothing_runs",
    "going_back",
    "not_going_back",
    "help",
    "fallback",
    "trouble",
)
OPEN = ("welcome", "help", "fallback")


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer is its own name, with what it was given: which one is chosen is tested here, and elsewhere what it says."""

    def says(name: str) -> Callable[..., Answer]:
        def said(language: str, *given: Any) -> Answer:
            words = " ".join([name, language, *(str(each) for each in given if not isinstance(each, Seen))])
            return Answer(words, "And now?" if name in OPEN else None, words, name not in OPEN, None)

        return said

    def asks(name: str, what: str) -> Callable[[str, Seen], Answer]:
        def asked(language: str, seen: Seen) -> Answer:
            if not seen.running or (what == answers.QUEUE and seen.waiting):
                return says(f"no {name}")(language)
            return Answer(f"{name} {language}", "Yes or no?", name, False, what)

        return asked

    for name in (*PLAIN, "welcome", "goodbye"):
        monkeypatch.setattr(answers, name, says(name))
    monkeypatch.setattr(answers, "start", asks("start", answers.QUEUE))
    monkeypatch.setattr(answers, "stop_question", asks("stop_question", answers.STOP))
    monkeypatch.setattr(answers, "rollback_question", asks_to_go_back)
    monkeypatch.setattr(answers, "go_on", goes_on)


def asks_to_go_back(language: str, seen: Seen, way: Way, said: str | None) -> Answer:
    version = answers.rollback_target(way, said)
    if version is None:
        return Answer(f"no rollback_question {language}", None, "", True, None)
    return Answer(f"rollback_question {language} {version}", "Yes or no?", "", False, answers.ROLLBACK)


def goes_on(language: str, answer: Answer) -> Answer:
    return answer if answer.asks else Answer(f"{answer.speech}, what else", "What else?", answer.card, False, None)
