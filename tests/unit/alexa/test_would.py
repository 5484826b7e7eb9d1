"""What is said of the build that a launch would make, word by word."""

from dataclasses import replace

import pytest

from tests.unit.alexa.seen import DONE, RUNNING, seen
from voice import answers
from voice.would import Part, Would

BUILDS = Part("DONE", None, "something in training/ has changed")
TRAINS = Part("DONE", None, "HyperParameters.C was 1, is 10")
TAKES_OVER = Part("REUSED", 11, "version 11 failed behind its training, and nothing has changed since")
DEPLOYS = Part("DONE", None, "the model is new")
SAME = Part("SKIPPED", None, "nothing has changed since version 12")


def said(language: str, would: Would) -> str:
    """Return what is told behind all that is told of the last build."""
    known = seen(replace(DONE, reason=None, metric=None))
    return answers.details(language, known, would).card.removeprefix(answers.details(language, known).card).strip()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "A new build would train. The reason: Hyper parameters.C was 1, is 10. "
            "It would build an image first. The reason: something in training has changed.",
        ),
        (
            "de",
            "Ein neuer Build würde trainieren. Der Grund: Hyper parameters.C was 1, is 10. "
            "Vorher würde er ein Image bauen. Der Grund: something in training has changed.",
        ),
        (
            "es",
            "Una nueva compilación entrenaría. El motivo: Hyper parameters.C was 1, is 10. "
            "Antes construiría una imagen. El motivo: something in training has changed.",
        ),
    ],
)
def test_a_training_and_an_image_are_told_with_their_reasons(language: str, words: str) -> None:
    assert said(language, Would(None, {"TrainingImage": BUILDS, "Training": TRAINS, "Deployment": DEPLOYS})) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "A new build would take over the training of version 11. The reason: "),
        ("de", "Ein neuer Build würde das Training von Version 11 übernehmen. Der Grund: "),
        ("es", "Una nueva compilación aprovecharía el entrenamiento de la versión 11. El motivo: "),
    ],
)
def test_a_training_that_would_be_taken_over_is_told_with_its_version(language: str, words: str) -> None:
    would = Would(None, {"TrainingImage": Part("REUSED", 9, ""), "Training": TAKES_OVER, "Deployment": DEPLOYS})
    assert said(language, would) == f"{words}version 11 failed behind its training, and nothing has changed since."


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "A new build would change nothing. The reason: nothing has changed since version 12."),
        ("de", "Ein neuer Build würde nichts ändern. Der Grund: nothing has changed since version 12."),
        ("es", "Una nueva compilación no cambiaría nada. El motivo: nothing has changed since version 12."),
    ],
)
def test_that_nothing_would_change_is_all_there_is_to_say(language: str, words: str) -> None:
    assert said(language, Would(None, {"TrainingImage": Part("REUSED", 9, ""), "Training": TAKES_OVER, "Deployment": SAME})) == words


def test_an_image_of_what_is_not_trained_is_told_too() -> None:
    skipped = Part("SKIPPED", None, "Train is false")
    assert said("en", Would(None, {"InferenceImage": BUILDS, "Training": skipped, "Deployment": DEPLOYS})) == (
        "A new build would not train. The reason: Train is false. "
        "It would build an image first. The reason: something in training has changed."
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "A new build would be refused. The reason: Channels.train: nothing is there."),
        ("de", "Ein neuer Build würde abgelehnt. Der Grund: Channels.train: nothing is there."),
        ("es", "Una nueva compilación sería rechazada. El motivo: Channels.train: nothing is there."),
    ],
)
def test_a_build_that_would_be_refused_is_told_with_the_sentence(language: str, words: str) -> None:
    assert said(language, Would("Channels.train: nothing is there", {})) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "I could not find out in time what a new build would do."),
        ("de", "Was ein neuer Build tun würde, konnte ich nicht rechtzeitig herausfinden."),
        ("es", "No he podido averiguar a tiempo qué haría una nueva compilación."),
    ],
)
def test_what_could_not_be_found_out_in_time_is_not_passed_over(language: str, words: str) -> None:
    assert said(language, Would(None, {})) == words


def test_the_reason_is_spoken_in_the_language_that_it_is_written_in() -> None:
    speech = answers.details("de", seen(DONE), Would(None, {"Training": TRAINS})).speech
    assert speech.endswith('Der Grund: <lang xml:lang="en-US">Hyper parameters.C was 1, is 10</lang>.')


def test_of_a_build_that_runs_only_it_is_told() -> None:
    assert answers.details("en", seen(RUNNING), Would("no data", {})) == answers.details("en", seen(RUNNING))
