"""Event patterns are refused as by EventBridge."""

import json

import pytest
from ministack.services import eventbridge
from ministack.services.cloudformation import provisioners

from local.eventbridge import patterns


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks are in place until the test ends."""
    monkeypatch.setattr(eventbridge, "_parse_pattern_text", eventbridge._parse_pattern_text)
    handlers = provisioners._RESOURCE_HANDLERS["AWS::Events::Rule"]
    monkeypatch.setitem(handlers, "create", handlers["create"])
    patterns.register()


@pytest.mark.parametrize(
    ("given", "most"),
    [
        (["*"], 1),
        (["*", "ab*c"], 3),
        (["abc"], 1),
        (["*ab"], 2),
        (["*aa"], 3),
        (["a*b"], 2),
        (["aa*"], 2),
        (["a*bcb"], 3),
        (["*ab*ad"], 4),
        (["*aba*"], 4),
        (["a*b*bb"], 5),
        (["a*b*cb"], 4),
        (["a*b*cd"], 3),
        (["ab*b*"], 3),
        (["ab*c", "x*xx"], 3),
        (["*abc", "*abcde"], 4),
        (["a*aaa", "aa*aa"], 7),
        (["a*aax", "aaa*x"], 5),
        (["abc*", "abcde*"], 3),
        (["ab*cd", "ab*wx", "ab*yz"], 6),
        (["*ab*b*b*"], 7),
        (["ab*c", "ab*c"], 2),
        (["F*eatureFeature", "Fe*atureFeature", "Fea*tureFeature"], 10),
        (['"a*a*a*a*a*a*"'], 11),
        ([r"a\*b*"], 2),
    ],
)
def test_as_many_beginnings_are_counted_as_aws_counts_in_its_own_examples(given: list[str], most: int) -> None:
    assert patterns.complexity(given) == most


@pytest.mark.parametrize(
    ("keys", "refused"),
    [
        (["*"], False),
        (["train/*", "*/_SUCCESS"], False),
        (["*.csv", "*.parquet", "*.json", "*.txt", "*.xml"], False),
        (["*.csv", "*.parquet", "*.json", "*.txt", "*.xml", "*.avro"], True),
        (["*/2025/*/part", "*/2026/*/part"], False),
        (["*/2024/*/part", "*/2025/*/part", "*/2026/*/part"], True),
        ([f"{number}/*" for number in range(10)], False),
        ([f"{number}/*" for number in range(11)], True),
        ([f"*:stack/{name}/*" for name in ("Auth", "Batch", "Web")], False),
        ([f"*:stack/{name}/*" for name in ("Auth", "Batch", "Web", "Monitoring")], True),
        (["train/**"], True),
    ],
)
def test_a_rule_of_too_many_wildcards_is_refused(keys: list[str], refused: bool) -> None:
    assert (eventbridge._event_pattern_error(of(keys)) is not None) is refused


def test_what_is_refused_is_said_in_aws_words() -> None:
    assert eventbridge._event_pattern_error(of(["train/**"])) == "Consecutive wildcard characters at pos 7"
    assert eventbridge._event_pattern_error(of([f"{number}*" for number in range(11)])) == patterns.TOO_COMPLEX
    assert eventbridge._event_pattern_error('{"detail": {"a": [{"anything-but": {"wildcard": ["*a*a*a*a*a*"]}}]}}') == patterns.TOO_COMPLEX


def test_cloudformation_makes_no_rule_that_is_refused() -> None:
    create = provisioners._RESOURCE_HANDLERS["AWS::Events::Rule"]["create"]
    with pytest.raises(ValueError, match="Event pattern is not valid"):
        create("Rule", {"EventPattern": of(["train/**"])}, "churn")


def of(keys: list[str]) -> str:
    """Return an event pattern of keys."""
    return json.dumps({"detail": {"object": {"key": [{"wildcard": key} for key in keys]}}})
