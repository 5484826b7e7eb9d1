"""What is said to each question, word by word."""

from dataclasses import replace

import pytest

from tests.unit.alexa.seen import DONE, FAILED, NOTHING, RUNNING, STOPPED, seen
from voice import answers
from voice.going_back import Way

LANGUAGES = ["en", "de", "es"]


@pytest.mark.parametrize(
    ("language", "speech"),
    [
        ("en", "Version 12 has been training for two hours and ten minutes; the last build took three hours."),
        ("de", "Version 12 trainiert seit zwei Stunden und zehn Minuten; der letzte Build hat drei Stunden gedauert."),
        ("es", "La versión 12 lleva dos horas y diez minutos entrenando; la última compilación tardó tres horas."),
    ],
)
def test_a_running_build_is_told_by_its_step_and_by_how_long_the_last_one_took(language: str, speech: str) -> None:
    assert answers.status(language, seen(RUNNING, replace(DONE, version=11), usual=9000.0)).speech == speech


@pytest.mark.parametrize(
    ("language", "speech"),
    [
        ("en", "Yes. Version 12 finished twenty minutes ago with accuracy 0.97 and is serving."),
        ("de", "Ja. Version 12 ist vor zwanzig Minuten mit Genauigkeit 0,97 fertig geworden und im Einsatz."),
        ("es", "Sí. La versión 12 terminó hace veinte minutos con exactitud 0,97 y está en servicio."),
    ],
)
def test_a_build_that_is_done_is_told_with_a_yes(language: str, speech: str) -> None:
    answer = answers.status(language, seen(DONE))
    assert (answer.speech, answer.card) == (speech, speech)
    assert (answer.ends, answer.reprompt, answer.asks) == (True, None, None)


@pytest.mark.parametrize(
    ("language", "speech"),
    [
        ("en", "Yes. Version 12 finished twenty minutes ago, and found nothing to change. Version 11 is serving."),
        ("de", "Ja. Version 12 ist vor zwanzig Minuten fertig geworden und hat nichts zu ändern gefunden. Im Einsatz ist Version 11."),
        ("es", "Sí. La versión 12 terminó hace veinte minutos y no encontró nada que cambiar. La versión 11 está en servicio."),
    ],
)
def test_a_build_in_which_nothing_had_changed_says_so(language: str, speech: str) -> None:
    build = replace(DONE, unchanged=True, serving=False)
    assert answers.status(language, replace(seen(build), serving=11)).speech == speech


@pytest.mark.parametrize(
    ("metric", "serving", "speech"),
    [
        (("accuracy", 0.5), False, "Yes. Version 12 finished twenty minutes ago with accuracy 0.5, but is not serving."),
        (None, True, "Yes. Version 12 finished twenty minutes ago and is serving."),
        (None, False, "Yes. Version 12 finished twenty minutes ago, but is not serving."),
        (("accuracy", float("nan")), True, "Yes. Version 12 finished twenty minutes ago and is serving."),
        ((":::", 0.5), True, "Yes. Version 12 finished twenty minutes ago and is serving."),
    ],
)
def test_what_is_not_known_of_a_build_is_not_told(metric: tuple[str, float] | None, serving: bool, speech: str) -> None:
    assert answers.status("en", seen(replace(DONE, metric=metric, serving=serving))).speech == speech


def test_after_a_failed_build_a_running_one_is_told_with_what_builds_usually_take() -> None:
    assert answers.status("en", seen(RUNNING, FAILED, usual=9000.0)).speech == (
        "Version 12 has been training for two hours and ten minutes; builds usually take two hours and thirty minutes."
    )
    assert answers.status("en", seen(RUNNING)).speech == "Version 12 has been training for two hours and ten minutes."


def test_how_long_a_build_took_that_had_nothing_to_do_says_nothing_of_the_next() -> None:
    assert answers.status("en", seen(RUNNING, replace(DONE, version=11, unchanged=True), usual=9000.0)).speech == (
        "Version 12 has been training for two hours and ten minutes; builds usually take two hours and thirty minutes."
    )


def test_a_build_in_an_unknown_step_is_running() -> None:
    build = replace(RUNNING, step="Paint Model", step_seconds=1.0)
    assert answers.status("en", seen(build)).speech == "Version 12 has been running for two hours and fifteen minutes."


def test_a_build_that_waits_is_told() -> None:
    assert answers.status("en", seen(RUNNING, waiting=True)).speech == (
        "Version 12 has been training for two hours and ten minutes. Another build is waiting for it to end."
    )


@pytest.mark.parametrize(
    ("language", "speech"),
    [
        ("en", "Yes. Version 12 finished twenty minutes ago and is serving. A build is waiting until no more uploads or pushes come."),
        ("de", "Ja. Version 12 ist vor zwanzig Minuten fertig geworden und im Einsatz. Ein Build wartet, bis nichts mehr hochgeladen oder gepusht wird."),
        ("es", "Sí. La versión 12 terminó hace veinte minutos y está en servicio. Una compilación espera a que no lleguen más archivos ni cambios de código."),
    ],
)  # fmt: skip
def test_a_build_that_waits_for_the_end_of_a_burst_is_told(language: str, speech: str) -> None:
    assert answers.status(language, seen(replace(DONE, metric=None), waiting=True)).speech == speech


@pytest.mark.parametrize(
    ("status", "speech"),
    [
        ("FAILED", "Version 12 failed twenty minutes ago. Ask me why, and I will tell you."),
        ("STOPPED", "Version 12 was stopped twenty minutes ago."),
        ("TIMED_OUT", "Version 12 ran out of time twenty minutes ago."),
        ("", "Version 12 ended twenty minutes ago."),
    ],
)
def test_a_build_that_did_not_succeed_is_told_without_a_yes(status: str, speech: str) -> None:
    assert answers.status("en", seen(replace(FAILED, status=status))).speech == speech


@pytest.mark.parametrize(
    ("language", "speech"),
    [
        ("en", "There has been no build yet. Say: start a build."),
        ("de", "Es gab noch keinen Build. Sag: starte einen Build."),
        ("es", "Todavía no ha habido ninguna compilación. Di: empieza una compilación."),
    ],
)
def test_without_a_build_every_question_is_answered_by_how_to_start_one(language: str, speech: str) -> None:
    for ask in (answers.status, answers.details, answers.history, answers.why, answers.stop_question, answers.nothing_runs):
        assert ask(language, NOTHING).speech == speech


@pytest.mark.parametrize(
    ("language", "speech"),
    [
        (
            "en",
            "Version 12 finished twenty minutes ago and is serving. It took three hours. "
            "Its accuracy is 0.97, up from 0.95 in the successful version before it.",
        ),
        (
            "de",
            "Version 12 ist vor zwanzig Minuten fertig geworden und im Einsatz. Das hat drei Stunden gedauert. "
            "Der Wert für Genauigkeit ist 0,97 und damit höher als bei der letzten erfolgreichen Version davor mit 0,95.",
        ),
        (
            "es",
            "La versión 12 terminó hace veinte minutos y está en servicio. Tardó tres horas. "
            "El valor de exactitud es 0,97 y sube desde 0,95, el de la última versión correcta anterior.",
        ),
    ],
)
def test_details_compare_the_metric_with_the_version_before(language: str, speech: str) -> None:
    assert answers.details(language, seen(replace(DONE, reason=None))).speech == speech


def test_details_tell_the_reason_in_the_voice_of_its_language() -> None:
    build = replace(DONE, reason="s3://churn-data/train/digits.csv uploaded", metric=None)
    assert answers.details("en", seen(build)).speech.endswith("It took three hours. The reason was: digits.csv uploaded.")
    assert answers.details("de", seen(build)).speech.endswith('Der Anlass war: <lang xml:lang="en-US">digits.csv uploaded</lang>.')
    assert answers.details("de", seen(build)).card.endswith("Der Anlass war: digits.csv uploaded.")


@pytest.mark.parametrize(
    ("value", "before", "sentence"),
    [
        (0.94, 0.95, "Its accuracy is 0.94, down from 0.95 in the successful version before it."),
        (0.95, 0.95, "Its accuracy is 0.95, as in the successful version before it."),
        (0.9722, 0.9718, "Its accuracy is 0.9722, up from 0.9718 in the successful version before it."),
        (0.95, None, "Its accuracy is 0.95."),
        (0.95, float("nan"), "Its accuracy is 0.95."),
    ],
)
def test_a_metric_is_compared_as_finely_as_it_differs(value: float, before: float | None, sentence: str) -> None:
    build = replace(DONE, metric=("accuracy", value), metric_before=before, reason=None)
    assert answers.details("en", seen(build)).speech.endswith(f"It took three hours. {sentence}")


def test_details_of_a_running_build_tell_the_whole_time() -> None:
    assert answers.details("en", seen(RUNNING, waiting=True)).speech == (
        "Version 12 has been training for two hours and ten minutes. All in all it has been running for two hours and fifteen minutes. "
        "Another build is waiting for it to end. The reason was: a larger C."
    )


def test_details_tell_the_whole_time_once() -> None:
    assert answers.details("en", seen(replace(RUNNING, step=None, reason=None))).speech == (
        "Version 12 has been running for two hours and fifteen minutes."
    )


def test_details_of_a_failed_build_tell_how_to_ask_why() -> None:
    assert answers.details("en", seen(replace(FAILED, reason=None))).speech == (
        "Version 12 failed twenty minutes ago. It took three hours. Ask me why, and I will tell you."
    )


@pytest.mark.parametrize(
    ("language", "speech"),
    [
        ("en", "Here are the last three builds. Version 12 succeeded with accuracy 0.97. Version 11 failed. Version 10 was stopped."),
        (
            "de",
            "Hier sind die letzten drei Builds. Version 12 war erfolgreich, mit Genauigkeit 0,97. "
            "Version 11 ist fehlgeschlagen. Version 10 wurde angehalten.",
        ),
        (
            "es",
            "Estas son las tres últimas compilaciones. La versión 12 terminó bien, con exactitud 0,97. "
            "La versión 11 falló. La versión 10 fue detenida.",
        ),
    ],
)
def test_the_history_tells_three_builds_if_nobody_says_how_many(language: str, speech: str) -> None:
    builds = seen(DONE, replace(FAILED, version=11), STOPPED, replace(DONE, version=9))
    assert answers.history(language, builds).speech == speech
    assert answers.history(language, builds, "?").speech == speech


def test_the_history_tells_as_many_as_are_asked_for_and_there_are() -> None:
    builds = seen(RUNNING, replace(DONE, version=11, metric=None))
    assert answers.history("en", builds, "1").speech == "Here is the last build. Version 12 is still running."
    assert answers.history("en", builds, "0").speech == "Here is the last build. Version 12 is still running."
    assert answers.history("en", builds, "2").speech == "Here are the last two builds. Version 12 is still running. Version 11 succeeded."
    assert (
        answers.history("en", builds, "7").speech == "There have been only two builds. Version 12 is still running. Version 11 succeeded."
    )
    assert answers.history("en", seen(STOPPED), "7").speech == "There has been only one build. Version 10 was stopped."
    assert answers.history("en", seen(*[STOPPED] * 10), "500").speech.startswith("Here are the last ten builds. ")


def test_a_long_history_is_told_without_metrics() -> None:
    assert answers.history("en", seen(*[DONE] * 6), "5").speech == (
        "Here are the last five builds." + " Version 12 succeeded with accuracy 0.97." * 5
    )
    assert answers.history("en", seen(*[DONE] * 6), "6").speech == "Here are the last six builds." + " Version 12 succeeded." * 6


@pytest.mark.parametrize(
    ("language", "speech"),
    [
        ("en", "Version 12 failed in its training. The message was: Algorithm error: the file has no rows, exit code: 1."),
        (
            "de",
            "Version 12 ist beim Training fehlgeschlagen. Die Meldung lautet: "
            '<lang xml:lang="en-US">Algorithm error: the file has no rows, exit code: 1</lang>.',
        ),
        (
            "es",
            "La versión 12 falló durante el entrenamiento. El mensaje fue: "
            '<lang xml:lang="en-US">Algorithm error: the file has no rows, exit code: 1</lang>.',
        ),
    ],
)
def test_the_cause_of_a_failure_is_told_with_its_step(language: str, speech: str) -> None:
    assert answers.why(language, seen(FAILED)).speech == speech


def test_a_cause_that_cannot_be_spoken_says_where_to_look() -> None:
    for cause in (None, "", "Train Model: null", '{"a": [1, 2]}', "arn:aws:states:us-east-1:123456789012:execution:churn:1"):
        assert answers.why("en", seen(replace(FAILED, cause=cause))).speech.endswith(
            "Its message cannot be read aloud; you will find it in its execution, in the Step Functions console."
        )


def test_why_is_asked_of_the_last_failure_if_the_last_build_did_not_fail() -> None:
    older = replace(FAILED, version=9, cause="Plan Build: the document is not JSON")
    assert answers.why("en", seen(RUNNING, DONE, older, FAILED)).speech == (
        "Version 9 failed when its parameters were checked. The message was: the document is not JSON."
    )


def test_why_of_a_stopped_build_says_that_it_was_stopped() -> None:
    assert answers.why("en", seen(STOPPED, FAILED)).speech == "Version 10 did not fail; it was stopped."
    assert answers.why("en", seen(DONE, STOPPED, replace(FAILED, version=9))).speech.startswith("Version 9 failed")


def test_why_of_a_build_that_ran_out_of_time_says_so() -> None:
    assert answers.why("en", seen(replace(STOPPED, status="TIMED_OUT"))).speech == "Version 10 took longer than a build may."


def test_why_without_a_failure_says_how_things_are() -> None:
    assert answers.why("en", seen(DONE)).speech == (
        "None of the last builds has failed. Version 12 finished twenty minutes ago with accuracy 0.97 and is serving."
    )


@pytest.mark.parametrize(
    ("language", "speech", "reprompt"),
    [
        ("en", "Version 12 is running. Shall I start another build as soon as it has ended?", "Please say yes or no."),
        ("de", "Version 12 läuft gerade. Soll ich danach gleich einen weiteren Build starten?", "Bitte sag ja oder nein."),
        ("es", "La versión 12 está en marcha. ¿Quieres que empiece otra compilación en cuanto termine?", "Por favor, di sí o no."),
    ],
)
def test_while_a_build_runs_another_one_is_asked_about(language: str, speech: str, reprompt: str) -> None:
    answer = answers.start(language, seen(RUNNING))
    assert (answer.speech, answer.reprompt, answer.asks, answer.ends) == (speech, reprompt, answers.QUEUE, False)


def test_no_third_build_is_asked_about() -> None:
    answer = answers.start("en", seen(RUNNING, waiting=True))
    assert answer.speech == ("Version 12 is running, and another build is waiting already. It will take in whatever has changed by then.")
    assert (answer.asks, answer.ends) == (None, True)


def test_a_build_that_ended_meanwhile_is_not_waited_for() -> None:
    assert answers.start("en", seen(DONE)).speech == "I have launched a build. Ask me in a minute how it is doing."
    assert answers.stop_question("en", seen(DONE)).speech == (
        "No build is running. Version 12 finished twenty minutes ago with accuracy 0.97 and is serving."
    )
    assert answers.nothing_runs("en", seen(RUNNING)).speech == "No build is running."


@pytest.mark.parametrize(
    ("language", "speech"),
    [
        ("en", "Version 12 has been running for two hours and fifteen minutes. Shall I stop it?"),
        ("de", "Version 12 läuft seit zwei Stunden und fünfzehn Minuten. Soll ich sie anhalten?"),
        ("es", "La versión 12 lleva dos horas y quince minutos en marcha. ¿Quieres que la detenga?"),
    ],
)
def test_a_build_is_not_stopped_unasked(language: str, speech: str) -> None:
    answer = answers.stop_question(language, seen(RUNNING))
    assert (answer.speech, answer.asks, answer.ends) == (speech, answers.STOP, False)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_done_or_left_is_said_and_nothing_is_asked(language: str) -> None:
    for answer in (answers.queued(language), answers.not_queued(language), answers.started(language), answers.goodbye(language)):
        assert answer.speech and answer.ends and answer.asks is None
    for act in (answers.stopped, answers.not_stopped):
        assert "12" in act(language, 12).speech and act(language, 12).ends


def test_each_act_has_its_own_sentence() -> None:
    assert answers.queued("en").speech == "Another build will start as soon as this one has ended."
    assert answers.not_queued("en").speech == "All right, I have launched nothing."
    assert answers.stopped("en", 12).speech == "I have stopped version 12."
    assert answers.not_stopped("en", 12).speech == "All right, version 12 goes on."
    assert answers.goodbye("en").speech == "Goodbye."
    assert answers.trouble("en").speech.startswith("Sorry, I cannot reach your builds at the moment.")


WAY = Way(current=12, previous=11, others=(11, 9))


@pytest.mark.parametrize(
    ("language", "speech", "reprompt"),
    [
        ("en", "Version 12 is serving. Shall the endpoint go back to version 11?", "Please say yes or no."),
        ("de", "Im Einsatz ist Version 12. Soll der Endpunkt zu Version 11 zurückkehren?", "Bitte sag ja oder nein."),
        ("es", "La versión 12 está en servicio. ¿Quieres que el punto de conexión vuelva a la versión 11?", "Por favor, di sí o no."),
    ],
)
def test_before_the_endpoint_goes_back_it_is_asked_and_said_what_will_serve(language: str, speech: str, reprompt: str) -> None:
    answer = answers.rollback_question(language, replace(seen(DONE), serving=12), WAY)
    assert (answer.speech, answer.reprompt, answer.asks, answer.ends) == (speech, reprompt, answers.ROLLBACK, False)


@pytest.mark.parametrize(
    ("language", "speech"),
    [
        ("en", "Version 12 is being built, and that would be stopped first. Shall the endpoint go back to version 9?"),
        ("de", "Version 12 wird gerade gebaut und würde vorher angehalten. Soll der Endpunkt zu Version 9 zurückkehren?"),
        ("es", "La versión 12 está en marcha y antes habría que detenerla. ¿Quieres que el punto de conexión vuelva a la versión 9?"),
    ],
)
def test_whoever_names_a_version_is_asked_about_that_and_told_which_build_would_be_stopped(language: str, speech: str) -> None:
    assert answers.rollback_question(language, seen(RUNNING), WAY, "9").speech == speech


@pytest.mark.parametrize(
    ("way", "said", "speech"),
    [
        (Way(1, None, ()), None, "There is no earlier version that the endpoint could go back to."),
        (Way(None, None, ()), "3", "There is no earlier version that the endpoint could go back to."),
        (WAY, "12", "Version 12 is the one that was deployed last."),
        (WAY, "10", "The endpoint cannot go back to version 10."),
        (WAY, "?", "I did not understand which version. Say, for example: go back to version seven."),
    ],
)
def test_where_the_endpoint_cannot_go_back_a_calm_sentence_says_why_and_nothing_is_asked(way: Way, said: str | None, speech: str) -> None:
    answer = answers.rollback_question("en", seen(DONE), way, said)
    assert (answer.speech, answer.asks, answer.ends) == (speech, None, True)


def test_an_endpoint_outside_its_hours_is_told_of() -> None:
    known = replace(seen(replace(DONE, serving=False)), asleep=True)
    assert answers.status("en", known).speech == (
        "Yes. Version 12 finished twenty minutes ago with accuracy 0.97, but is not serving. "
        "The endpoint is outside its hours, and comes back by itself."
    )


def test_while_the_endpoint_goes_back_that_is_said_and_nothing_is_asked() -> None:
    known = replace(seen(replace(DONE, serving=False)), going_back_to=11)
    answer = answers.rollback_question("en", known, WAY)
    assert (answer.speech, answer.asks) == ("The endpoint is going back to version 11 at this moment.", None)
    assert answers.status("en", known).speech == (
        "Yes. The endpoint is going back to version 11 at this moment. "
        "Version 12 finished twenty minutes ago with accuracy 0.97, but is not serving."
    )


@pytest.mark.parametrize(
    ("language", "speech"),
    [
        ("en", "Version 12 failed twenty minutes ago. Ask me why, and I will tell you. Version 11 is serving."),
        (
            "de",
            "Version 12 ist vor zwanzig Minuten fehlgeschlagen. Frag mich nach dem Grund, und ich sage ihn dir. Im Einsatz ist Version 11.",
        ),
        ("es", "La versión 12 falló hace veinte minutos. Pregúntame por qué y te lo digo. La versión 11 está en servicio."),
    ],
)
def test_if_the_newest_version_does_not_serve_it_is_told_which_one_does(language: str, speech: str) -> None:
    assert answers.status(language, replace(seen(FAILED), serving=11)).speech == speech


def test_what_becomes_of_the_wish_to_go_back_is_said() -> None:
    assert answers.going_back("en", 11).speech == "The endpoint will go back to version 11. Ask me in a minute how it is doing."
    assert answers.not_going_back("en").speech == "All right, I have changed nothing."


@pytest.mark.parametrize(
    ("language", "first", "last"),
    [
        ("en", "Welcome to Sage Build. Version 12 ", "What would you like to know?"),
        ("de", "Willkommen bei Sage Build. Version 12 ", "Was möchtest du wissen?"),
        ("es", "Te doy la bienvenida a Sage Build. La versión 12 ", "¿Qué quieres saber?"),
    ],
)
def test_whoever_opens_the_skill_is_told_how_things_are_and_asked(language: str, first: str, last: str) -> None:
    answer = answers.welcome(language, seen(DONE))
    assert answer.speech.startswith(first) and answer.speech.endswith(last)
    assert (answer.reprompt, answer.ends, answer.asks) == (last, False, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_help_and_what_was_not_understood_keep_the_conversation_open(language: str) -> None:
    for answer in (answers.help(language), answers.fallback(language)):
        assert answer.reprompt and not answer.ends and answer.asks is None


def test_an_open_conversation_goes_on_after_an_answer_and_a_question_stays_one() -> None:
    on = answers.go_on("de", answers.queued("de"))
    assert (on.speech, on.reprompt, on.ends) == (
        "Sobald dieser Build zu Ende ist, beginnt ein weiterer. Sonst noch etwas?", "Sonst noch etwas?", False
    )  # fmt: skip
    asked = answers.stop_question("de", seen(RUNNING))
    assert answers.go_on("de", asked) == asked


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en-US", "en"), ("en-GB", "en"), ("de-DE", "de"), ("es-MX", "es"), ("ja-JP", "en"), ("", "en"), (None, "en"), ("DE", "de")],
)
def test_any_other_locale_is_answered_in_english(locale: str | None, language: str) -> None:
    assert answers.language_of(locale) == language
