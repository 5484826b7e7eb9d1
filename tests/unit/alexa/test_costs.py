"""What is said of money, word by word."""

from dataclasses import replace

import pytest

from tests.unit.alexa.seen import DONE, FAILED, NOTHING, RUNNING, seen
from voice import answers
from voice.money import money
from voice.saying import LANGUAGES
from voice.seen import BuildSeen, Cost, Rent

BY_HOUR = Rent(83.95, True, False)
PAID = replace(DONE, cost=Cost(0.14, 120.0, BY_HOUR))


def said(language: str, *builds: BuildSeen) -> str:
    """Return what is told of the costs of builds."""
    return answers.costs(language, seen(*builds)).speech


@pytest.mark.parametrize(
    ("language", "speech"),
    [
        ("en", "Version 12 cost fourteen cents. The endpoint costs eighty-three dollars and ninety-five cents a month."),
        ("de", "Version 12 hat vierzehn Cent gekostet. Der Endpunkt kostet dreiundachtzig Dollar und fünfundneunzig Cent im Monat."),
        (
            "es",
            "La versión 12 costó catorce centavos. El punto de conexión cuesta ochenta y tres dólares y noventa y cinco centavos al mes.",
        ),
    ],
)
def test_a_builds_cost_is_told_with_that_of_the_endpoint(language: str, speech: str) -> None:
    assert said(language, PAID) == speech


@pytest.mark.parametrize(
    ("cost", "speech"),
    [
        (None, "I do not know what version 12 cost."),
        (Cost(None, None, BY_HOUR), "I do not know what version 12 cost."),
        (Cost(None, 0.0, BY_HOUR), "I do not know what version 12 cost."),
        (Cost(float("nan"), None, BY_HOUR), "I do not know what version 12 cost."),
        (Cost(None, 7260.0, BY_HOUR), "I do not know what version 12 cost; two hours and one minute of machines were billed."),
        (Cost(0.0, 0.0, BY_HOUR), "Version 12 cost nothing."),
        (Cost(0.004, 90.0, BY_HOUR), "Version 12 cost less than a cent."),
        (Cost(0.0, 1.0, BY_HOUR), "Version 12 cost less than a cent."),
    ],
)
def test_a_cost_that_is_not_known_is_told_as_such_and_never_as_nothing(cost: Cost | None, speech: str) -> None:
    assert said("en", replace(DONE, serving=False, cost=cost)) == f"{speech} I do not know what the endpoint costs a month."


def test_a_build_that_had_nothing_to_do_cost_nothing() -> None:
    assert said("en", replace(DONE, unchanged=True, serving=False), replace(PAID, version=11)) == (
        "Version 12 cost nothing. The endpoint costs eighty-three dollars and ninety-five cents a month."
    )


def test_what_a_running_build_costs_is_not_known_before_its_end_and_the_last_one_is_told_instead() -> None:
    assert said("en", replace(RUNNING, version=13), PAID) == (
        "What version 13 costs is known when it has ended. Version 12 cost fourteen cents. "
        "The endpoint costs eighty-three dollars and ninety-five cents a month."
    )
    assert said("en", RUNNING) == "What version 12 costs is known when it has ended. I do not know what the endpoint costs a month."


def test_the_endpoint_is_that_of_the_version_that_serves_and_not_of_the_last_build() -> None:
    failed = replace(FAILED, version=13, cost=Cost(1.0, 3600.0, Rent(500.0, True, False)))
    assert said("en", failed, PAID).endswith(
        "Version 13 cost one dollar. The endpoint costs eighty-three dollars and ninety-five cents a month."
    )


def test_an_endpoint_outside_its_hours_costs_nothing_at_the_moment_and_is_told_to_come_back() -> None:
    known = replace(seen(replace(PAID, serving=False)), asleep=True)
    assert (
        answers.costs("en", known).speech == "Version 12 cost fourteen cents. The endpoint is outside its hours, and comes back by itself."
    )


@pytest.mark.parametrize(
    ("language", "rent", "speech"),
    [
        ("en", Rent(None, True, False), "I do not know what the endpoint costs a month."),
        ("en", Rent(None, True, True), "I do not know what the endpoint costs a month."),
        ("en", Rent(None, False, True), "The endpoint is serverless and costs by the request."),
        ("en", Rent(1200.4, True, True), "The endpoint costs 1200 dollars a month, and a serverless part of it by the request."),
        ("de", Rent(None, False, True), "Der Endpunkt hat keine eigenen Server und kostet nach Anfragen."),
        ("es", Rent(None, False, True), "El punto de conexión no tiene servidor propio y se paga por petición."),
    ],
)
def test_an_endpoint_is_told_by_how_it_is_paid_for(language: str, rent: Rent, speech: str) -> None:
    assert said(language, replace(DONE, cost=Cost(0.14, 120.0, rent))).endswith(f". {speech}")


@pytest.mark.parametrize("language", ["en", "de", "es"])
def test_without_a_build_there_is_nothing_to_tell_of(language: str) -> None:
    assert answers.costs(language, NOTHING) == answers.status(language, NOTHING)


@pytest.mark.parametrize(
    ("dollars", "english", "german", "spanish"),
    [
        (0.0001, "less than a cent", "weniger als einen Cent", "menos de un centavo"),
        (0.01, "one cent", "einen Cent", "un centavo"),
        (0.21, "twenty-one cents", "einundzwanzig Cent", "veintiún centavos"),
        (0.999, "one dollar", "einen Dollar", "un dólar"),
        (1.5, "one dollar and fifty cents", "einen Dollar und fünfzig Cent", "un dólar y cincuenta centavos"),
        (21.0, "twenty-one dollars", "einundzwanzig Dollar", "veintiún dólares"),
        (99.999, "100 dollars", "100 Dollar", "100 dólares"),
        (1234.56, "1235 dollars", "1235 Dollar", "1235 dólares"),
    ],
)  # fmt: skip
def test_an_amount_is_told_in_dollars_and_cents(dollars: float, english: str, german: str, spanish: str) -> None:
    assert [money(LANGUAGES[language], dollars) for language in ("en", "de", "es")] == [english, german, spanish]
