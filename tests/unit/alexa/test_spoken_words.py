"""Times, numbers, names and causes as words."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from sagebuild.graph.flow import branches
from voice import causes, counting, figures, steps, times
from voice.saying import LANGUAGES

ENGLISH, GERMAN, SPANISH = LANGUAGES["en"], LANGUAGES["de"], LANGUAGES["es"]


@pytest.mark.parametrize(
    ("seconds", "english", "german", "spanish"),
    [
        (0, "less than a second", "weniger als eine Sekunde", "menos de un segundo"),
        (1, "one second", "eine Sekunde", "un segundo"),
        (59.7, "one minute", "eine Minute", "un minuto"),
        (61, "one minute and one second", "eine Minute und eine Sekunde", "un minuto y un segundo"),
        (142, "two minutes and twenty-two seconds", "zwei Minuten und zweiundzwanzig Sekunden", "dos minutos y veintidós segundos"),
        (629, "ten minutes", "zehn Minuten", "diez minutos"),
        (3600, "one hour", "eine Stunde", "una hora"),
        (3660, "one hour and one minute", "eine Stunde und eine Minute", "una hora y un minuto"),
        (75660, "twenty-one hours and one minute", "einundzwanzig Stunden und eine Minute", "veintiuna horas y un minuto"),
        (75600 + 21 * 60, "twenty-one hours and twenty-one minutes", "einundzwanzig Stunden und einundzwanzig Minuten", "veintiuna horas y veintiún minutos"),
        (86400, "one day", "einen Tag", "un día"),
        (90000, "one day and one hour", "einen Tag und eine Stunde", "un día y una hora"),
        (31 * 86400, "thirty-one days", "einunddreißig Tage", "treinta y un días"),
        (100 * 86400, "100 days", "100 Tage", "100 días"),
        (-5, "less than a second", "weniger als eine Sekunde", "menos de un segundo"),
        (None, "some time", "einige Zeit", "algún tiempo"),
        (float("nan"), "some time", "einige Zeit", "algún tiempo"),
        (float("inf"), "some time", "einige Zeit", "algún tiempo"),
    ],
)  # fmt: skip
def test_how_long_something_took(seconds: float | None, english: str, german: str, spanish: str) -> None:
    assert times.lasting(ENGLISH, seconds) == english
    assert times.lasting(GERMAN, seconds) == german
    assert times.lasting(SPANISH, seconds) == spanish


def test_german_says_in_another_case_how_long_something_has_been_going_on() -> None:
    assert times.since(GERMAN, 90000) == "einem Tag und einer Stunde"
    assert times.since(GERMAN, 3 * 86400) == "drei Tagen"
    assert times.since(GERMAN, None) == "einiger Zeit"
    assert times.since(GERMAN, 0) == "weniger als einer Sekunde"


@pytest.mark.parametrize(
    ("seconds", "english", "german", "spanish"),
    [
        (-3, "less than a minute", "weniger als einer Minute", "menos de un minuto"),
        (29, "less than a minute", "weniger als einer Minute", "menos de un minuto"),
        (31, "one minute", "einer Minute", "un minuto"),
        (1200, "twenty minutes", "zwanzig Minuten", "veinte minutos"),
        (3590, "one hour", "einer Stunde", "una hora"),
        (8000, "two hours", "zwei Stunden", "dos horas"),
        (89 * 60, "one hour", "einer Stunde", "una hora"),
        (91 * 60, "two hours", "zwei Stunden", "dos horas"),
        (86300, "one day", "einem Tag", "un día"),
        (35 * 3600, "one day", "einem Tag", "un día"),
        (37 * 3600, "two days", "zwei Tagen", "dos días"),
        (3600 * 86400, "3600 days", "3600 Tagen", "3600 días"),
        (3700 * 86400, "some time", "einiger Zeit", "algún tiempo"),
        (90000 * 3, "three days", "drei Tagen", "tres días"),
        (None, "some time", "einiger Zeit", "algún tiempo"),
        (1e12, "some time", "einiger Zeit", "algún tiempo"),
    ],
)
def test_how_long_ago_something_was(seconds: float | None, english: str, german: str, spanish: str) -> None:
    assert times.ago(ENGLISH, seconds) == english
    assert times.ago(GERMAN, seconds) == german
    assert times.ago(SPANISH, seconds) == spanish


@pytest.mark.parametrize(
    ("number", "english", "german", "spanish"),
    [
        (2, "two", "zwei", "dos"),
        (16, "sixteen", "sechzehn", "dieciséis"),
        (17, "seventeen", "siebzehn", "diecisiete"),
        (20, "twenty", "zwanzig", "veinte"),
        (29, "twenty-nine", "neunundzwanzig", "veintinueve"),
        (30, "thirty", "dreißig", "treinta"),
        (31, "thirty-one", "einunddreißig", "treinta y una"),
        (45, "forty-five", "fünfundvierzig", "cuarenta y cinco"),
        (99, "ninety-nine", "neunundneunzig", "noventa y nueve"),
        (100, "100", "100", "100"),
    ],
)
def test_a_number_is_counted_in_its_language(number: int, english: str, german: str, spanish: str) -> None:
    assert counting.english(number, "hour") == english
    assert counting.german(number, "hour") == german
    assert counting.spanish(number, "hour") == spanish


@pytest.mark.parametrize(
    ("number", "english", "german", "spanish"),
    [
        (0.97218, "0.97", "0,97", "0,97"),
        (0.9, "0.9", "0,9", "0,9"),
        (1.0, "1", "1", "1"),
        (0.9996, "0.9996", "0,9996", "0,9996"),
        (0.0, "0", "0", "0"),
        (3.0, "3", "3", "3"),
        (5.0001, "5.0001", "5,0001", "5,0001"),
        (0.9999999, "1", "1", "1"),
        (97.218, "97.22", "97,22", "97,22"),
        (10.001, "10", "10", "10"),
        (1000.4, "1000", "1000", "1000"),
        (0.0001, "0.0001", "0,0001", "0,0001"),
        (1e7, "1 times ten to the power of 7", "1 mal zehn hoch 7", "1 por diez elevado a 7"),
        (0.004, "0.004", "0,004", "0,004"),
        (-0.25, "minus 0.25", "minus 0,25", "menos 0,25"),
        (12345.678, "12346", "12346", "12346"),
        (100.0, "100", "100", "100"),
        (0.0000012, "1.2 times ten to the power of minus 6", "1,2 mal zehn hoch minus 6", "1,2 por diez elevado a menos 6"),
        (3e20, "3 times ten to the power of 20", "3 mal zehn hoch 20", "3 por diez elevado a 20"),
    ],
)
def test_a_value_is_read_out_and_not_spelled(number: float, english: str, german: str, spanish: str) -> None:
    assert figures.value(ENGLISH, number) == english
    assert figures.value(GERMAN, number) == german
    assert figures.value(SPANISH, number) == spanish


@pytest.mark.parametrize(
    ("metric", "english", "german", "spanish"),
    [
        ("accuracy", "accuracy", "Genauigkeit", "exactitud"),
        ("validation:accuracy", "validation accuracy", "Genauigkeit in der Validierung", "exactitud en la validación"),
        ("validation:auc", "validation AUC", "validation AUC", "validation AUC"),
        ("ObjectiveMetric", "objective metric", "objective metric", "objective metric"),
        ("test_loss", "test loss", "Verlust im Test", "pérdida en la prueba"),
        ("f1", "F 1", "F 1", "F 1"),
        ("recall_at_10", "recall at 10", "recall at 10", "recall at 10"),
        ("x" * 40, "x" * 40, "x" * 40, "x" * 40),
        ("validation:NaN", None, None, None),
        ("is_null", None, None, None),
        ("::", None, None, None),
        ("", None, None, None),
        ("12", None, None, None),
        ("x" * 41, None, None, None),
    ],
)
def test_a_metrics_name_is_spoken(metric: str, english: str | None, german: str | None, spanish: str | None) -> None:
    assert figures.name(ENGLISH, metric) == english
    assert figures.name(GERMAN, metric) == german
    assert figures.name(SPANISH, metric) == spanish


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        ("Framework: expected one of BYOD, AMAZON", "Framework: expected one of BYOD, AMAZON"),
        ("HyperParameters.max_depth: expected a number", "Hyper parameters.max depth: expected a number"),
        ("image build image:1 failed in phase BUILD: exit status 1 (log: https://logs.example/a)", "failed in phase BUILD: exit status 1"),
        ("execution arn:aws:states:us-east-1:1:execution:etl:x failed: NoData: the table is empty", "failed: No data: the table is empty"),
        ("Could not find s3://churn-data/train/digits.csv anywhere", "Could not find digits.csv anywhere"),
        ("No such file or directory: '/opt/ml/input/data/train'", "No such file or directory: train"),
        ("see https://docs.example/page for help", "see for help"),
        ("AlgorithmError: Value was null, or None", "Algorithm error: Value was nothing, or nothing"),
        (
            'It broke\nTraceback (most recent call last):\n  File "train.py", line 3, in <module>\nValueError: no rows in the file',
            "It broke Value error: no rows in the file",
        ),
        ("java.lang.Exception: it broke\n    at com.example.Main(Main.java:3)\n    at com.example.Other", "java.lang.Exception: it broke"),
        ("role arn:aws:iam::123456789012:role/x may not do this", "role may not do this"),
        ("job 1f2e3d4c-aaaa-bbbb-cccc-123456789012 was not found", "job was not found"),
        ("<b>fat</b> & loud", "b fat b loud"),
        ("None of the rows is null", "None of the rows is nothing"),
        ("the loss is NaN, and is_null", "the loss is nothing, and is nothing"),
        ("null", None),
        ("it is so", None),
        ("run", "run"),
        ("It broke: , again", "It broke, again"),
        ("HTTPError 500 of the registry", "HTTP Error 500 of the registry"),
        ("owner/churn: main is at 1a2b3c0", "owner churn: main was pushed"),
        ("job 0a1b2c3d was not found", "job was not found"),
        ('It broke\nTraceback (most recent call last):\n  File "train.py", line 3, in', "It broke"),
        ("Traceback (most recent call last):\n  in a line\nValueError: no rows", "Value error: no rows"),
        ("", None),
        (None, None),
        ("{}[]", None),
        ("x", None),
        ("HyperParameters.C: expected a number, not null", "Hyper parameters.C: expected a number, not nothing"),
        ("Data download failed:NoSuchKey (404)", "Data download failed: No such key 404"),
        (
            "User: arn:aws:sts::1:assumed-role/x/y is not authorized to perform: sagemaker:CreateModel on resource: arn:aws:sagemaker:x",
            "the role is not authorized to perform: sagemaker: Create model",
        ),
        (
            'AlgorithmError: ExecuteUserScriptError:\nExitCode 1\nErrorMessage "raise ValueError\n ValueError: no rows"\nCommand "/bin/python"',
            "Value error: no rows",
        ),
        ("must satisfy pattern: ^[a-z](-*[a-z]){0,62} (Request ID: 1f2e3d4c-aaaa)", "must satisfy pattern: Request ID"),
        ("123456789012.dkr.ecr.eu-west-1.amazonaws.com/x:v1 is too large", "the image is too large"),
        ("owner/churn: main is at 1a2b3c4d", "owner churn: main was pushed"),
        ("scheduled at 2026-11-26T14:00:00Z", "scheduled"),
        ("s3://b/a.csv uploaded; s3://b/c.csv uploaded; and 14 more", "a.csv uploaded; c.csv uploaded; and 14 more"),
    ],
)
def test_a_cause_is_told_in_words(cause: str | None, words: str | None) -> None:
    assert causes.spoken(cause) == words


def test_a_long_cause_ends_at_the_end_of_a_word() -> None:
    assert causes.spoken("the file is broken " * 50, longest=30) == "the file is broken the file"
    assert causes.spoken("it broke again", longest=14) == "it broke again"
    assert causes.spoken("It broke. It is much too long for anybody", longest=20) == "It broke"
    assert causes.spoken("long words " + "x" * 300, longest=30) == "long words"


@pytest.mark.parametrize("text", ["x" * 32000, "\n" * 32000, "/" * 32000, "[" * 32000, "a:/" * 10000, "a-1" * 10000, "'" * 32000])
def test_the_longest_cause_is_read_in_no_time(text: str) -> None:
    began = time.process_time()
    causes.spoken(f"{causes.TRACE} {text}")
    causes.spoken(text)
    assert time.process_time() - began < 0.5


def test_the_step_that_failed_is_known_from_its_name_alone() -> None:
    assert causes.state_and_rest("Train Model: no rows") == ("Train Model", "no rows")
    assert causes.state_and_rest("Something: no rows") == (None, "Something: no rows")
    assert causes.state_and_rest("Train Model") == (None, "Train Model")


def states_of(machine: dict[str, Any]) -> set[str]:
    """Return the names of all states, those in others too."""
    return set(machine["States"]).union(*(states_of(inner) for state in machine["States"].values() for inner in branches(state)))


def test_every_state_of_the_state_machine_has_words() -> None:
    machine = json.loads((Path(__file__).parents[3] / "statemachine" / "build.asl.json").read_text())
    assert set(steps.ACTIVITIES) == states_of(machine)
    for language in LANGUAGES.values():
        assert set(language.doing) == {*steps.STATES, steps.OTHER}
        assert set(language.failed) == {*steps.STATES, steps.OTHER, "stopped_ago", "timed_out"}
