"""What is said, for every thing that can be asked."""

from dataclasses import dataclass

from voice.seen import Seen

QUEUE = "QUEUE"  # what a question asks: shall a build be queued
STOP = "STOP"  # shall the running build be stopped


@dataclass(frozen=True)
class Answer:
    """What is said and how the conversation goes on."""

    speech: str  # inside of <speak>
    reprompt: str | None
    card: str
    ends: bool  # the conversation
    asks: str | None  # QUEUE or STOP if yes or no is expected


def language_of(locale: str | None) -> str:
    """Return the language of a locale, en if it has none of ours."""
    tongue = (locale or "").split("-")[0].lower()
    return tongue if tongue in ("en", "de", "es") else "en"


# The signatures that follow stand; what they say is on its way.
def status(language: str, seen: Seen) -> Answer: ...  # type: ignore[empty-body]
def details(language: str, seen: Seen) -> Answer: ...  # type: ignore[empty-body]
def history(language: str, seen: Seen, count: str | None = None) -> Answer: ...  # type: ignore[empty-body]  # the slot's value as it comes
def why(language: str, seen: Seen) -> Answer: ...  # type: ignore[empty-body]
def start(language: str, seen: Seen) -> Answer: ...  # type: ignore[empty-body]  # when seen.running: asks QUEUE, or says that one waits already
def started(language: str) -> Answer: ...  # type: ignore[empty-body]
def queued(language: str) -> Answer: ...  # type: ignore[empty-body]
def not_queued(language: str) -> Answer: ...  # type: ignore[empty-body]
def stop_question(language: str, seen: Seen) -> Answer: ...  # type: ignore[empty-body]  # nothing_runs if none does
def stopped(language: str, version: int) -> Answer: ...  # type: ignore[empty-body]
def not_stopped(language: str, version: int) -> Answer: ...  # type: ignore[empty-body]
def nothing_runs(language: str, seen: Seen) -> Answer: ...  # type: ignore[empty-body]
def welcome(language: str, seen: Seen) -> Answer: ...  # type: ignore[empty-body]  # launch, NavigateHome: status and what next, stays open
def help(language: str) -> Answer: ...  # type: ignore[empty-body]
def fallback(language: str) -> Answer: ...  # type: ignore[empty-body]
def goodbye(language: str) -> Answer: ...  # type: ignore[empty-body]
def trouble(language: str) -> Answer: ...  # type: ignore[empty-body]
def go_on(language: str, answer: Answer) -> Answer: ...  # type: ignore[empty-body]  # within an open conversation: "What else?", stays open; questions stay as they are
