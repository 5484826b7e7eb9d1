"""What Alexa would understand of a typed sentence."""

import json
import re
from typing import Any

import pytest

from local.commands import ROOT
from local.launcher import LocalAws
from local.stack import Stack
from local.talk.device import LOCALES, Device, spoken
from local.talk.understanding import understood


def model(locale: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / f"alexa/models/{locale}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_of_a_model_is_understood_as_its_intent(locale: str) -> None:
    intents = model(locale)["interactionModel"]["languageModel"]["intents"]
    sentences = [(re.sub(r"\{\w+\}", "3", sample), intent["name"]) for intent in intents for sample in intent.get("samples", [])]
    assert len(sentences) > 100
    assert [(text, name) for text, name in sentences if understood(model(locale), text)["intent"]["name"] != name] == []


@pytest.mark.parametrize(
    ("locale", "sentence", "intent"),
    [
        ("en-US", "Alexa, ask Sage Build: is my build done?", "StatusIntent"),
        ("de-DE", "Alexa, frag Sage Build, ob mein Build fertig ist.", "StatusIntent"),
        ("en-GB", "STOP THE BUILD!", "StopBuildIntent"),
        ("en-US", "what about the weather", "AMAZON.FallbackIntent"),
    ],
)
def test_a_sentence_is_understood_as_people_write_it(locale: str, sentence: str, intent: str) -> None:
    assert understood(model(locale), sentence)["intent"]["name"] == intent


def test_a_number_is_understood_in_digits_and_as_a_word() -> None:
    asked = [
        understood(model("en-US"), f"how did the last {number} builds go")["intent"]["slots"]["Count"]["value"] for number in ("3", "three")
    ]
    assert asked == ["3", "3"]


@pytest.mark.parametrize(
    ("locale", "sentence"), [("en-US", "open Sage Build"), ("de-DE", "Alexa, öffne Sage Build"), ("es-ES", "abre sage build")]
)
def test_opening_the_skill_is_a_launch(locale: str, sentence: str) -> None:
    assert understood(model(locale), sentence) == {"type": "LaunchRequest"}


def test_speech_is_told_without_its_marks() -> None:
    assert spoken('<speak>R &amp; D <break time="1s"/> is done.</speak>') == "R & D is done."


@pytest.mark.parametrize(
    ("locale", "words"), [("en-GB", "start a build"), ("de-DE", "starte einen build"), ("es-ES", "empieza una compilación")]
)
def test_whoever_types_is_told_a_sentence_of_his_own_language(locale: str, words: str) -> None:
    assert Device(Stack(LocalAws(), "churn"), locale).example() == words
