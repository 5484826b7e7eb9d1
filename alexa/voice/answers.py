"""What is said, for every thing that can be asked; language is en, de or es."""

from dataclasses import replace

from voice import telling, times
from voice.answer import QUEUE, ROLLBACK, STOP, Answer, open_end, question, told
from voice.costs import costs
from voice.going_back import going_back, not_going_back, rollback_question, rollback_target
from voice.saying import LANGUAGES, language_of, say
from voice.seen import Seen
from voice.would import Would
from voice.would import would as sentences_of

__all__ = [
    "QUEUE", "ROLLBACK", "STOP", "Answer", "costs", "going_back", "language_of", "not_going_back", "rollback_question", "rollback_target",
]  # fmt: skip

COUNT = 3  # builds, if nobody says how many
MOST = 10
FEW = 5  # so many are told with their metrics
FAILURES = ("FAILED", "TIMED_OUT")


def status(language: str, seen: Seen) -> Answer:
    """Answer whether the build is done."""
    words = LANGUAGES[language]
    done = bool(seen.builds) and seen.builds[0].status == "SUCCEEDED"
    return told([*([say(words, "yes")] if done else []), *telling.news(words, seen)])


def details(language: str, seen: Seen, would: Would | None = None) -> Answer:
    """Answer with everything that there is to say of the newest build; if none runs, also with what another one would do."""
    words = LANGUAGES[language]
    if not seen.builds:
        return told(telling.news(words, seen))
    build = seen.builds[0]
    if seen.running:
        known = [telling.progress(words, seen, build), telling.in_all(words, build), telling.waiting(words, seen)]
        return told([*known, telling.reason(words, build), telling.comparison(words, build)])
    took = say(words, "took", took=times.lasting(words, build.seconds))
    known = [telling.end(words, build, with_metric=False), took, telling.comparison(words, build), telling.reason(words, build)]
    return told([*known, *telling.asking_why(words, build), *sentences_of(words, would)])


def history(language: str, seen: Seen, count: str | None = None) -> Answer:
    """Answer how the last builds went; count is the slot's value as it comes."""
    words = LANGUAGES[language]
    if not seen.builds:
        return told(telling.news(words, seen))
    wanted = int(count) if count and count.isascii() and count.isdigit() and len(count) < 5 else COUNT
    builds = seen.builds[: min(max(wanted, 1), MOST)]
    told_of = times.one(words, words.lasting, "build", len(builds))
    every = len(builds) < min(wanted, MOST)
    key = ("only_build" if every else "last_build") + ("s" if len(builds) > 1 else "")
    return told([say(words, key, count=told_of), *(telling.briefly(words, build, len(builds) <= FEW) for build in builds)])


def why(language: str, seen: Seen) -> Answer:
    """Answer why the last build did not succeed, or if it did, why the newest one failed that has."""
    words = LANGUAGES[language]
    if not seen.builds:
        return told(telling.news(words, seen))
    ended = [build for build in seen.builds if build.status != "RUNNING"]
    asked = next((build for build in ended if build.status in FAILURES or (build is ended[0] and build.status == "STOPPED")), None)
    return told(telling.cause(words, asked) if asked else [say(words, "none_failed"), *telling.news(words, seen)])


def start(language: str, seen: Seen) -> Answer:
    """Answer the wish for a build while one runs; if nothing runs by now, the build may simply be launched."""
    words = LANGUAGES[language]
    if not seen.running:
        return started(language)
    version = str(seen.running.version)
    if seen.waiting:
        return told([say(words, "start_waiting", version=version)])
    return question(words, [say(words, "start_running", version=version)], QUEUE)


def started(language: str) -> Answer:
    """Say that a build was launched."""
    return told([say(LANGUAGES[language], "started")])


def queued(language: str) -> Answer:
    """Say that a build will follow the running one."""
    return told([say(LANGUAGES[language], "queued")])


def not_queued(language: str) -> Answer:
    """Say that nothing was launched, for the person said no."""
    return told([say(LANGUAGES[language], "not_queued")])


def stop_question(language: str, seen: Seen) -> Answer:
    """Ask whether the running build shall be stopped."""
    words, build = LANGUAGES[language], seen.running
    if not build:
        return nothing_runs(language, seen)
    asked = say(words, "stop_question", version=str(build.version), since=times.since(words, build.seconds))
    return question(words, [asked], STOP)


def stopped(language: str, version: int) -> Answer:
    """Say that a build was stopped."""
    return told([say(LANGUAGES[language], "stopped", version=str(version))])


def not_stopped(language: str, version: int) -> Answer:
    """Say that a build goes on, for the person said no."""
    return told([say(LANGUAGES[language], "not_stopped", version=str(version))])


def nothing_runs(language: str, seen: Seen) -> Answer:
    """Say that there is nothing to stop, also when it has ended between question and answer."""
    words = LANGUAGES[language]
    return told([say(words, "nothing_runs") if seen.builds else None, *(telling.news(words, seen) if not seen.running else [])])


def welcome(language: str, seen: Seen) -> Answer:
    """Greet, say how things are and wait for what is asked."""
    words = LANGUAGES[language]
    return open_end(words, told([say(words, "welcome"), *telling.news(words, seen)]), "what_next")


def help(language: str) -> Answer:
    """Say what can be asked."""
    words = LANGUAGES[language]
    return open_end(words, told([say(words, "help")]), "what_next")


def fallback(language: str) -> Answer:
    """Say that something was not understood."""
    words = LANGUAGES[language]
    return replace(told([say(words, "fallback")]), ends=False, reprompt=say(words, "what_next").speech)


def goodbye(language: str) -> Answer:
    """End the conversation; no build is touched."""
    return told([say(LANGUAGES[language], "goodbye")])


def trouble(language: str) -> Answer:
    """Say that the stack could not be asked."""
    return told([say(LANGUAGES[language], "trouble")])


def go_on(language: str, answer: Answer) -> Answer:
    """Return an answer that leaves the conversation open, for a person who has opened one; questions stay as they are."""
    return open_end(LANGUAGES[language], answer, "what_else") if answer.ends else answer
