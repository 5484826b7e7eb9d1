"""docs/alexa.md, held against the files that its steps name."""

import json
import re
from dataclasses import replace

import pytest
from samtranslator.yaml_helper import yaml_parse

from local.commands import ROOT
from tests.unit.alexa.seen import DONE, seen
from voice import answers
from voice.would import Part, Would

TEXT = (ROOT / "docs/alexa.md").read_text()


def test_the_manifest_has_the_placeholder_that_the_document_replaces() -> None:
    (placeholder,) = re.findall(r'sed "s\|([^|]+)\|\$AlexaLambdaArn\|" alexa/skill\.json', TEXT)
    manifest = json.loads((ROOT / "alexa/skill.json").read_text())["manifest"]
    assert manifest["apis"]["custom"]["endpoint"]["uri"] == placeholder


def test_the_document_names_every_locale_that_there_is() -> None:
    (locales,) = re.findall(r"for locale in (.+); do", TEXT)
    assert sorted(locales.split()) == sorted(path.stem for path in (ROOT / "alexa/models").glob("*.json"))
    assert sorted(locales.split()) == sorted(
        json.loads((ROOT / "alexa/skill.json").read_text())["manifest"]["publishingInformation"]["locales"]
    )


def test_the_parameter_and_the_output_are_in_the_template() -> None:
    template = yaml_parse((ROOT / "template.yaml").read_text())
    (skill_id,) = re.findall(r"PARAMETERS='AlexaSkillId=([^']+)'", TEXT)
    assert re.fullmatch(template["Parameters"]["AlexaSkillId"]["AllowedPattern"], skill_id)
    assert "AlexaLambdaArn" in template["Outputs"]


@pytest.mark.parametrize("target", sorted({link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", TEXT) if "://" not in link}))
def test_every_link_leads_to_a_file(target: str) -> None:
    assert (ROOT / "docs" / target).exists()


def test_the_sentences_of_the_table_are_the_models() -> None:
    intents = json.loads((ROOT / "alexa/models/en-US.json").read_text())["interactionModel"]["languageModel"]["intents"]
    samples = {sample.replace("{Count}", "three").replace("{Version}", "three") for intent in intents for sample in intent["samples"]}
    rows = re.findall(r"^\| ([a-z][^|]+) \|", TEXT.partition("| --- |")[2].partition("##")[0], re.MULTILINE)
    said = [sentence for row in rows for sentence in row.split(" · ")]
    assert len(said) == 14
    assert [sentence for sentence in said if sentence not in samples] == []


def test_what_the_conversation_tells_of_the_next_build_is_what_is_said_of_it() -> None:
    same = "nothing has changed since version 6, which was deployed, and Reuse.Training is FAILED, not ALWAYS"
    build = replace(DONE, version=6, seconds=23.0, ended_ago=5.0, metric=("validation:accuracy", 0.97), metric_before=0.97)
    known = seen(replace(build, reason="Alexa was asked to", serving=True))
    image = Part("REUSED", 4, "nothing in the repository has changed since version 4")
    would = Would(
        None, {"TrainingImage": image, "Training": Part("DONE", None, same), "Deployment": Part("DONE", None, "the model is new")}
    )
    assert f"\nyou   give me the details\nAlexa {answers.details('en', known, would).card}\n" in TEXT
