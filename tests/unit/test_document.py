from typing import Any

import pytest

from document.reading import InvalidParameters, check_keys, combine, parse


def test_the_launch_wins_over_the_document_and_the_document_over_the_framework() -> None:
    assert combine({"HyperParameters": {"a": 1, "b": 2}}, {"HyperParameters": {"b": 3}}, "BYOD") == {
        "Framework": "BYOD",
        "HyperParameters": {"a": 1, "b": 3},
    }


def test_a_null_removes_a_key_and_stays_in_fragments_to_remove_a_default_of_the_request() -> None:
    document = {"HyperParameters": {"a": 1}, "TrainingJob": {"StoppingCondition": {"MaxRuntimeInSeconds": 60}}, "Channels": None}
    overrides = {"HyperParameters": {"a": None}, "TrainingJob": {"StoppingCondition": None}, "Framework": None}
    assert combine(document, overrides, "BYOD") == {"Framework": "BYOD", "HyperParameters": {}, "TrainingJob": {"StoppingCondition": None}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "here is not JSON: Expecting property name enclosed in double quotes at line 1, column 2"),
        ('{"a": NaN}', "here is not JSON: NaN is not a JSON value"),
        ('{"a": 1e999}', "here is not JSON: the number 1e999 is too large"),
        ("[]", "here: expected a JSON object, got []"),
        ("", "here is not JSON: Expecting value at line 1, column 1"),
        ("[" * 100_000, "here is not JSON: nested more than 100 levels deep"),
    ],
)
def test_a_text_that_is_no_document_is_refused(text: str, words: str) -> None:
    with pytest.raises(InvalidParameters) as refused:
        parse(text, "here")
    assert str(refused.value) == words


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"HyperParamters": {}}, "HyperParamters: unknown key; did you mean HyperParameters?"),
        ({"hyperparameters": {}}, "hyperparameters: unknown key; did you mean HyperParameters?"),
        ({"HyperParameters": []}, "HyperParameters: expected an object, got []"),
        ({"Images": {"Training": {"Dockerfile": 1}}}, "Images.Training.Dockerfile: expected a string, got 1"),
        ({"Images": {"Training": {"Build": "yes"}}}, 'Images.Training.Build: expected true or false, got "yes"'),
        ({"Images": {"Serving": {}}}, "Images.Serving: unknown key; expected one of Training, Inference, RebuildAfterDays"),
        ({"Tags": {"team": 1}}, "Tags.team: expected a string, got 1"),
        (
            {"Images": {"Training": {"\n": None}}},
            'Images.Training."\\n": unknown key; expected one of Dockerfile, Context, BuildArgs, Build, Image',
        ),
        ({"Channels": {"train": 1}}, "Channels.train: expected a string or an object, got 1"),
        ({"ModelVersion": 1.5}, "ModelVersion: expected an integer, got 1.5"),
        ({"ModelVersion": 0}, "ModelVersion: expected at least 1, got 0"),
        ({"ModelVersion": True}, "ModelVersion: expected an integer, got true"),
        ({"Validation": {"Threshold": "0.9"}}, 'Validation.Threshold: expected a number, got "0.9"'),
        ({"Validation": {"Tolerance": -0.1}}, "Validation.Tolerance: expected at least 0, got -0.1"),
        ({"Validation": {"Objective": "maximize"}}, 'Validation.Objective: expected one of Maximize, Minimize, got "maximize"'),
    ],
)
def test_a_wrong_key_is_named_with_what_was_expected(document: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidParameters) as refused:
        check_keys(document)
    assert str(refused.value) == words
