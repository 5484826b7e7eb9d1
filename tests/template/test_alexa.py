"""The skill's function: who may call it, what it may, and what its layer brings."""

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
Template = dict[str, Any]


def test_alexa_alone_may_call_the_function_and_only_for_the_skill_that_is_named(template: Template) -> None:
    assert template["Resources"]["AlexaPermission"]["Properties"] == {
        "Action": "lambda:InvokeFunction",
        "FunctionName": {"Ref": "AlexaFunction"},
        "Principal": "alexa-appkit.amazon.com",
        "EventSourceToken": {"Fn::If": ["HasAlexaSkillId", {"Ref": "AlexaSkillId"}, {"Ref": "AWS::NoValue"}]},
    }
    assert template["Conditions"]["HasAlexaSkillId"] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "AlexaSkillId"}, ""]}]}
    assert template["Resources"]["AlexaFunction"]["Properties"]["Environment"]["Variables"]["ALEXA_SKILL_ID"] == {"Ref": "AlexaSkillId"}


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("", True),
        ("amzn1.ask.skill.0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", True),
        ("0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", False),
        ("amzn1.ask.skill.*", False),
    ],
)
def test_a_skill_id_has_the_form_that_the_console_shows(template: Template, given: str, taken: bool) -> None:
    assert bool(re.fullmatch(template["Parameters"]["AlexaSkillId"]["AllowedPattern"], given)) is taken


def test_the_function_may_do_what_its_intents_need_and_nothing_more(template: Template) -> None:
    _, policy = template["Resources"]["AlexaFunction"]["Properties"]["Policies"]
    actions = [statement["Action"] for statement in policy["Statement"]]
    assert sorted(action for each in actions for action in (each if isinstance(each, list) else [each])) == [
        "cloudformation:DescribeStacks",
        "dynamodb:GetItem",
        "dynamodb:Query",
        "lambda:InvokeFunction",
        "sagemaker:DescribeEndpoint",
        "sns:Publish",
        "states:GetExecutionHistory",
        "states:StopExecution",
    ]
    assert [statement for statement in policy["Statement"] if statement["Resource"] == "*"] == []


def test_the_function_ends_before_alexa_has_given_up(template: Template) -> None:
    assert template["Resources"]["AlexaFunction"]["Properties"]["Timeout"] == 8


def test_the_layer_holds_the_sdk_of_the_tests_and_the_client_as_it_is() -> None:
    pinned = (ROOT / "layers/alexa/requirements.txt").read_text().splitlines()
    assert "ask-sdk-core==1.19.0 \\" in pinned
    assert "ask-sdk-core==1.19.0" in (ROOT / "requirements-dev.in").read_text().splitlines()
    assert os.readlink(ROOT / "layers/alexa/sagebuild") == "../../notebooks/sagebuild"


def test_ask_sdk_is_known_at_the_rim_only() -> None:
    found = subprocess.run(
        ["grep", "-rlE", "^(from|import) ask_sdk", "--include=*.py", "alexa"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert sorted(found.stdout.split()) == ["alexa/skill/app.py", "alexa/skill/rim.py"]
