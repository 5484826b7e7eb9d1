"""What is said of going back to a version that has served."""

from dataclasses import dataclass

from voice import telling
from voice.answer import ROLLBACK, Answer, question, told
from voice.saying import LANGUAGES, Said, say
from voice.seen import Seen


@dataclass(frozen=True)
class Way:
    """What the endpoint may go back to."""

    current: int | None  # the version that was served last
    previous: int | None  # the one before it
    others: tuple[int, ...]  # all that have served


def rollback_target(way: Way, said: str | None) -> int | None:
    """Return the version to go back to: the one that was said, else the one that served before; said is the slot's value as it comes."""
    if said is None:
        return way.previous
    wanted = number(said)
    return wanted if wanted in way.others else None


def number(said: str) -> int | None:
    """Return the version in a slot; Alexa sends a question mark for what it has not understood."""
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None


def rollback_question(language: str, seen: Seen, way: Way, said: str | None = None) -> Answer:
    """Ask whether the endpoint shall go back, and name what will serve; where it cannot, say why."""
    words, version = LANGUAGES[language], rollback_target(way, said)
    if seen.going_back_to is not None:
        return told([telling.going_back(words, seen)])
    if version is None:
        return told([refusal(language, way, said)])
    running = say(words, "rollback_stops", version=str(seen.running.version)) if seen.running else None
    asked = say(words, "rollback_question", version=str(version))
    return question(words, [telling.serves(words, seen.serving), running, asked], ROLLBACK)


def refusal(language: str, way: Way, said: str | None) -> Said:
    """Return why the endpoint cannot go back."""
    words = LANGUAGES[language]
    if said is None or way.current is None:
        return say(words, "nothing_to_go_back_to")
    version = number(said)
    if version is None:
        return say(words, "which_version")
    return say(words, "serves_already" if version == way.current else "never_served", version=str(version))


def going_back(language: str, version: int) -> Answer:
    """Say that the endpoint has been told to go back."""
    return told([say(LANGUAGES[language], "going_back", version=str(version))])


def not_going_back(language: str) -> Answer:
    """Say that nothing was changed, for the person said no."""
    return told([say(LANGUAGES[language], "not_going_back")])
