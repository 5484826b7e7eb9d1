"""The interaction models and the manifest, against Alexa's rules."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ALEXA = Path(__file__).parents[3] / "alexa"
LOCALES = ["de-DE", "en-GB", "en-US", "es-ES"]
INTENTS = [
    "StatusIntent", "DetailsIntent", "StartIntent", "StopBuildIntent", "RollbackIntent", "HistoryIntent", "WhyIntent", "CostIntent",
    "AMAZON.HelpIntent", "AMAZON.FallbackIntent", "AMAZON.RepeatIntent", "AMAZON.YesIntent", "AMAZON.NoIntent", "AMAZON.StopIntent", "AMAZON.CancelIntent",
    "AMAZON.NavigateHomeIntent",
]  # fmt: skip
OURS = INTENTS[:8]
# The members of SMAPI's interaction model that a model without dialogs and types of its own may have.
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["interactionModel"],
    "properties": {
        "interactionModel": {
            "type": "object",
            "additionalProperties": False,
            "required": ["languageModel"],
            "properties": {
                "languageModel": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["invocationName", "intents"],
                    "properties": {
                        "invocationName": {"type": "string", "pattern": "^[a-zäöüáéíóúñ'.]+( [a-zäöüáéíóúñ'.]+)+$", "maxLength": 50},
                        "types": {"type": "array", "maxItems": 0},
                        "intents": {
                            "type": "array",
                            "maxItems": 250,
                            "items": {
                                "type": "object",
                                "additionalProperties": False,
                                "required": ["name", "samples"],
                                "properties": {
                                    "name": {"type": "string", "pattern": "^(AMAZON\\.)?[A-Za-z_]+$"},
                                    "slots": {
                                        "type": "array",
                                        "items": {
                                            "type": "object",
                                            "additionalProperties": False,
                                            "required": ["name", "type"],
                                            "properties": {
                                                "name": {"type": "string", "pattern": "^[A-Za-z_]+$"},
                                                "type": {"enum": ["AMAZON.NUMBER"]},
                                            },
                                        },
                                    },
                                    "samples": {"type": "array", "uniqueItems": True, "items": {"type": "string", "minLength": 2}},
                                },
                            },
                        },
                    },
                }
            },
        }
    },
}


def model(locale: str) -> dict[str, Any]:
    return dict(json.loads((ALEXA / "models" / f"{locale}.json").read_text()))


def samples(locale: str) -> dict[str, list[str]]:
    return {intent["name"]: intent["samples"] for intent in model(locale)["interactionModel"]["languageModel"]["intents"]}


def test_there_is_a_model_for_each_locale_of_the_manifest() -> None:
    manifest = json.loads((ALEXA / "skill.json").read_text())["manifest"]
    assert sorted(manifest["publishingInformation"]["locales"]) == LOCALES
    assert sorted(path.stem for path in (ALEXA / "models").iterdir()) == LOCALES


@pytest.mark.parametrize("locale", LOCALES)
def test_a_model_is_one_as_the_skill_management_api_takes_it(locale: str) -> None:
    jsonschema.validate(model(locale), SCHEMA)
    assert len((ALEXA / "models" / f"{locale}.json").read_bytes()) < 1_500_000
    assert model(locale)["interactionModel"]["languageModel"]["invocationName"] == "sage build"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_locale_has_the_same_intents(locale: str) -> None:
    assert list(samples(locale)) == INTENTS


@pytest.mark.parametrize("locale", LOCALES)
def test_an_intent_of_ours_has_ten_ways_to_say_it_at_least(locale: str) -> None:
    assert {name: len(said) for name, said in samples(locale).items() if name in OURS and len(said) < 10} == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_a_sentence_belongs_to_one_intent(locale: str) -> None:
    owner: dict[str, str] = {}
    for name, said in samples(locale).items():
        for sample in said:
            # A slot may be any number: two samples that differ in its name only would be one sentence.
            plain = re.sub(r"\{\w+\}", "{}", sample)
            assert plain not in owner, f"{sample} belongs to {owner[plain]} and to {name}"
            owner[plain] = name


@pytest.mark.parametrize("locale", LOCALES)
def test_a_sentence_holds_what_alexa_allows(locale: str) -> None:
    for said in samples(locale).values():
        for sample in said:
            # Letters, apostrophes, hyphens and periods, in lower case; numbers are slots or words, and there is no question mark.
            assert re.fullmatch(r"[^\W\d_]['.\-a-zäöüßáéíóúñ]*", sample.split()[0]), sample
            assert re.fullmatch(r"([a-zäöüßáéíóúñ'.-]+|\{\w+\})( ([a-zäöüßáéíóúñ'.-]+|\{\w+\}))*", sample), sample


@pytest.mark.parametrize("locale", LOCALES)
def test_a_number_is_asked_for_in_some_sentences_and_is_never_alone(locale: str) -> None:
    for intent in model(locale)["interactionModel"]["languageModel"]["intents"]:
        named = {name for sample in intent["samples"] for name in re.findall(r"\{(\w+)\}", sample)}
        assert named == {slot["name"] for slot in intent.get("slots", [])}, intent["name"]
        assert all(len(sample.split()) > 2 for sample in intent["samples"] if "{" in sample)
    for name, slot in (("HistoryIntent", "{Count}"), ("RollbackIntent", "{Version}")):
        with_slot = [sample for sample in samples(locale)[name] if slot in sample]
        assert 3 < len(with_slot) < len(samples(locale)[name])


@pytest.mark.parametrize("locale", LOCALES)
def test_stop_alone_ends_the_conversation_and_never_a_build(locale: str) -> None:
    word = {"de-DE": "stopp", "es-ES": "para"}.get(locale, "stop")
    assert word in samples(locale)["AMAZON.StopIntent"]
    assert min(len(sample.split()) for sample in samples(locale)["StopBuildIntent"]) > 1


def test_the_sentences_of_the_documentation_are_understood() -> None:
    assert "is my build done" in samples("en-US")["StatusIntent"]
    assert "how did the last {Count} builds go" in samples("en-US")["HistoryIntent"]
    assert "why did it fail" in samples("en-GB")["WhyIntent"]
    assert "stop the build" in samples("en-GB")["StopBuildIntent"]
    assert "roll back to version {Version}" in samples("en-US")["RollbackIntent"]
    assert "zurück zur vorigen version" in samples("de-DE")["RollbackIntent"]
    assert "vuelve a la versión anterior" in samples("es-ES")["RollbackIntent"]
    assert "ist mein build fertig" in samples("de-DE")["StatusIntent"]
    assert "ha terminado mi compilación" in samples("es-ES")["StatusIntent"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_manifests_example_phrases_open_the_skill_and_are_understood(locale: str) -> None:
    manifest = json.loads((ALEXA / "skill.json").read_text())["manifest"]
    text = manifest["publishingInformation"]["locales"][locale]
    understood = [sample for said in samples(locale).values() for sample in said]
    first, *others = text["examplePhrases"]
    assert first.startswith("Alexa, ") and first.endswith(" sage build")
    assert len(others) == 2
    for phrase in others:
        assert phrase.split(" sage build ")[1].removeprefix("to ") in understood
    assert len(text["summary"]) <= 160
    assert len(text["keywords"]) <= 30


def test_the_manifest_leaves_the_endpoint_to_whoever_makes_the_skill() -> None:
    manifest = json.loads((ALEXA / "skill.json").read_text())["manifest"]
    assert manifest["apis"] == {"custom": {"endpoint": {"uri": "arn:aws:lambda:REGION:ACCOUNT:function:ALEXA_LAMBDA"}}}
    assert manifest["manifestVersion"] == "1.0"
    assert manifest["privacyAndCompliance"] == {
        "allowsPurchases": False, "usesPersonalInfo": False, "isChildDirected": False, "isExportCompliant": True, "containsAds": False
    }  # fmt: skip
