from typing import Any

import pytest
from samcli.cli.types import CfnParameterOverridesType

from tools import deploy
from tools.deploy import mistakes, overrides

KNOWN = ["BranchBuildTrigger", "BucketTriggerBuild", "SubnetIds"]


def test_nothing_is_said_of_what_can_be_deployed() -> None:
    assert mistakes("churn", ["BranchBuildTrigger=main", "SubnetIds=subnet-1,subnet-2"], KNOWN) == []


@pytest.mark.parametrize(
    ("stack", "given", "sentence"),
    [
        (
            "Churn",
            [],
            "The stack cannot be called Churn: expected at most 40 lower case letters, digits and single hyphens,"
            " a letter first and no hyphen last. Choose another name",
        ),
        ("churn", ["BranchBuildTriger=main"], "PARAMETERS: the stack has no parameter BranchBuildTriger; did you mean BranchBuildTrigger?"),
        (
            "churn",
            ["day)"],
            "PARAMETERS: the stack has no parameter day); a value with spaces stands in quotes: \"BuildSchedule='rate(1 day)'\"",
        ),
        ("churn", ["SubnetIds"], "PARAMETERS: SubnetIds has no value; expected SubnetIds=…"),
    ],
)
def test_a_mistake_is_said_in_a_sentence(stack: str, given: list[str], sentence: str) -> None:
    assert mistakes(stack, given, KNOWN) == [sentence]


def test_nothing_is_built_or_deployed_with_a_mistake(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(deploy.subprocess, "run", lambda *_, **__: pytest.fail("sam ran"))
    assert deploy.main("churn", "BucketTriggerBuilds=True") == 1
    assert capsys.readouterr().err == "PARAMETERS: the stack has no parameter BucketTriggerBuilds; did you mean BucketTriggerBuild?\n"


@pytest.mark.parametrize(
    ("word", "name", "value"),
    [
        ("BranchBuildTrigger=main", "BranchBuildTrigger", "main"),
        ("BuildSchedule=rate(1 day)", "BuildSchedule", "rate(1 day)"),
        ('EndpointHours="07:00-19:00 MON-FRI"', "EndpointHours", "07:00-19:00 MON-FRI"),
        ('Parameters={"Tags": {"team": "growth=ä"}}', "Parameters", '{"Tags": {"team": "growth=ä"}}'),
        ("NotificationEmail=", "NotificationEmail", ""),
    ],
)
def test_sam_takes_every_value_whole(word: str, name: str, value: str) -> None:
    option, *words = overrides([word, "SubnetIds=subnet-1,subnet-2"])
    taken: Any = CfnParameterOverridesType().convert(tuple(words), None, None)
    assert (option, taken) == ("--parameter-overrides", {name: value, "SubnetIds": "subnet-1,subnet-2"})


def test_without_parameters_those_of_before_are_kept() -> None:
    assert overrides([]) == []
