"""Whatever stands in a build's record, every answer in every language is something that Alexa can say and a person can hear."""

import itertools
import re
import string
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.alexa.seen import DONE, FAILED, RUNNING, seen
from voice import answers, steps
from voice.answers import Answer
from voice.going_back import Way
from voice.saying import LANGUAGES
from voice.seen import BuildSeen, Cost, Rent, Seen
from voice.would import Part, Would

QUESTIONS = (
    answers.status,
    answers.details,
    answers.history,
    answers.why,
    answers.costs,
    answers.start,
    answers.stop_question,
    answers.nothing_runs,
    answers.welcome,
)
CONSTANT = (answers.help, answers.fallback, answers.goodbye, answers.trouble, answers.started, answers.queued, answers.not_queued)
LONGEST = 700  # characters that are heard: some forty seconds, in German, of ten builds
FORBIDDEN = {
    "an ARN": r"arn:",
    "an address": r"[a-z]+://",
    "CamelCase": r"[a-zß-öø-ÿ][A-ZÀ-ÖØ-Þ]",
    "snake_case": r"_",
    "nothing, as computers say it": r"\b(null|None|none|NaN|nan|undefined|inf)\b(?! of)",
    "a stack trace": r"Traceback|File \"",
    "brackets": r"[{}\[\]<>|\\]",
    "an unfilled place": r"%s",
    "two signs in a row": r"[.,;:?!] ?[.,;:!]|  ",
    "an exponent": r"\d[eE][+-]?\d",
}  # fmt: skip


def heard(speech: str) -> str:
    """Return the words of a speech, which is well-formed and holds no tag but the one for another language."""
    tree = ElementTree.fromstring(f"<speak>{speech}</speak>")
    assert {(element.tag, *element.attrib.values()) for element in tree} <= {("lang", "en-US")}
    return "".join(tree.itertext())


def every(language: str, known: Seen) -> Iterator[Answer]:
    """Return every answer about what is seen."""
    yield from (ask(language, known) for ask in QUESTIONS)
    yield answers.history(language, known, "10")
    yield from (answers.go_on(language, ask(language, known)) for ask in QUESTIONS)


def check(answer: Answer, free: bool = False) -> None:
    """Assert that an answer can be said; free if it holds a record's own words, which may be any."""
    words = heard(answer.speech)
    # What else there might be to ask is no part of a card.
    assert words == answer.card or (words.startswith(answer.card) and not answer.ends)
    assert 0 < len(words) <= LONGEST
    assert len(answer.speech) < 8000
    assert words[-1] in ".?"
    assert answer.ends == (answer.reprompt is None)
    if answer.reprompt:
        assert heard(answer.reprompt)
    for what, pattern in FORBIDDEN.items():
        if not (free and what == "two signs in a row"):
            assert not re.search(pattern, words), f"{what}: {words}"


METRICS = (None, ("validation:accuracy", 0.97))
GOING_ON = [
    seen(replace(RUNNING, step=step, metric=metric), usual=usual, waiting=waiting)
    for step in (*steps.ACTIVITIES, "Unknown State", None)
    for metric in METRICS
    for usual in (None, 9000.0)
    for waiting in (True, False)
]
OVER = [
    seen(replace(DONE, status=status, metric=metric, cause=cause, serving=serving, ended_ago=ended_ago))
    for status in ("SUCCEEDED", "FAILED", "STOPPED", "TIMED_OUT", "?")
    for metric in METRICS
    for cause in (None, FAILED.cause)
    for serving in (True, False)
    for ended_ago in (None, 90.0)
]


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_answer_about_every_state_of_a_build_can_be_said(language: str) -> None:
    for known in GOING_ON + OVER:
        for answer in every(language, known):
            check(answer)


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_what_is_always_said_can_be_said(language: str) -> None:
    for say in CONSTANT:
        check(say(language))
    check(answers.stopped(language, 12))
    check(answers.not_stopped(language, 12))
    check(answers.going_back(language, 11))
    check(answers.not_going_back(language))


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("said", [None, "11", "9", "10", "12", "?", "१२", "9" * 20])
def test_every_answer_to_the_wish_to_go_back_can_be_said(language: str, said: str | None) -> None:
    for way in (Way(12, 11, (11, 9)), Way(12, None, ()), Way(None, None, ())):
        for known in (
            seen(RUNNING),
            seen(DONE),
            replace(seen(DONE), serving=12),
            replace(seen(DONE), going_back_to=11),
            replace(seen(DONE), asleep=True),
        ):
            check(answers.rollback_question(language, known, way, said))


PARTS = ("TrainingImage", "InferenceImage", "Training", "Evaluation", "Deployment")
BECAUSES = ("nothing in training/ has changed since version 9", "HyperParameters.C was 1, is 10", "train/2026-11.csv is new", "")


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_whatever_a_launch_would_do_can_be_said(language: str) -> None:
    for decisions in itertools.product(("DONE", "REUSED", "SKIPPED"), repeat=len(PARTS)):
        for reason in BECAUSES:
            parts = {name: Part(decision, 9, reason) for name, decision in zip(PARTS, decisions, strict=True)}
            check(answers.details(language, seen(DONE), Would(None, parts)))
    for known in (Would("Channels.train: nothing is there", {}), Would(None, {}), Would(None, {"Deployment": Part("DONE", None, "")})):
        check(answers.details(language, seen(DONE), known))


def test_every_cause_of_every_step_can_be_said() -> None:
    for language, state in itertools.product(LANGUAGES, steps.ACTIVITIES):
        check(answers.why(language, seen(replace(FAILED, cause=f"{state}: the file has no rows"))))


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", ["de", "es"])
def test_every_language_says_as_much_as_english(language: str) -> None:
    ours, english = LANGUAGES[language], LANGUAGES["en"]
    assert {key: places(sentence) for key, sentence in ours.sentences.items()} == {
        key: places(sentence) for key, sentence in english.sentences.items()
    }
    assert {key: places(clause) for key, clause in ours.doing.items()} == {key: places(clause) for key, clause in english.doing.items()}
    assert {key: places(sentence) for key, sentence in ours.failed.items()} == {
        key: places(sentence) for key, sentence in english.failed.items()
    }


@pytest.mark.parametrize("language", ["de", "es"])
def test_no_language_repeats_an_english_sentence(language: str) -> None:
    assert set(LANGUAGES[language].sentences.values()) & set(LANGUAGES["en"].sentences.values()) == {"{doing}."}
    assert not set(LANGUAGES[language].doing.values()) & set(LANGUAGES["en"].doing.values())


LENGTHS = st.none() | st.floats()
TEXTS = st.none() | st.text(max_size=400) | st.sampled_from([
    "null", "<speak>", "&amp;", "]]>", "\x00\x0b", "arn:aws:x", "CamelCaseWord", "a_b_c", "Traceback (most recent call last):\nNone", "x" * 5000,
    "s3://a/b", "https://a.b/c?d=e&f=g", '{"a": null}', "é" * 300, "\ud800",
])  # fmt: skip
DOLLARS = st.none() | st.floats()
COSTS = st.builds(Cost, DOLLARS, LENGTHS, st.none() | st.builds(Rent, DOLLARS, st.booleans(), st.booleans()))
VERSIONS = st.none() | st.integers(min_value=1, max_value=10**9)
ANY_BUILD = st.builds(
    BuildSeen,
    version=st.integers(min_value=0, max_value=10**9),
    status=st.sampled_from(["RUNNING", "SUCCEEDED", "FAILED", "STOPPED", "TIMED_OUT", ""]) | st.text(max_size=10),
    step=st.none() | st.sampled_from(sorted(steps.ACTIVITIES)) | st.text(max_size=30),
    step_seconds=LENGTHS,
    seconds=st.floats(),
    ended_ago=LENGTHS,
    metric=st.none() | st.tuples(st.text(max_size=60) | st.just("validation:accuracy"), st.floats()),
    metric_before=st.none() | st.floats(),
    cause=TEXTS | TEXTS.map(lambda text: f"Train Model: {text}"),
    reason=TEXTS,
    serving=st.booleans(),
    unchanged=st.booleans(),
    cost=st.none() | COSTS,
)


@settings(max_examples=200, deadline=None)
@given(
    language=st.sampled_from(sorted(LANGUAGES)),
    known=st.builds(
        Seen,
        builds=st.lists(ANY_BUILD, max_size=10).map(tuple),
        usual_seconds=LENGTHS,
        waiting=st.booleans(),
        serving=VERSIONS,
        going_back_to=VERSIONS,
        asleep=st.booleans(),
    ),
    count=st.none() | st.text(max_size=6) | st.integers().map(str),
)
def test_whatever_stands_in_a_record_the_answer_can_be_said(language: str, known: Seen, count: str | None) -> None:
    for answer in (*every(language, known), answers.history(language, known, count)):
        check(answer, free=True)
