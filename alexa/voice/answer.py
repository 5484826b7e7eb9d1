"""An answer, and what it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from voice.language import Language
from voice.saying import Said, say

QUEUE = "QUEUE"  # what a question asks: shall another build follow
STOP = "STOP"  # shall the running build be stopped
ROLLBACK = "ROLLBACK"  # shall the endpoint go back to an earlier version


@dataclass(frozen=True)
class Answer:
    """What is said and how the conversation goes on."""

    speech: str  # inside of <speak>
    reprompt: str | None  # likewise
    card: str
    ends: bool  # the conversation
    asks: str | None  # QUEUE, STOP or ROLLBACK if yes or no is expected


def told(sentences: Sequence[Said | None]) -> Answer:
    """Return the answer that sentences make."""
    said = [sentence for sentence in sentences if sentence]
    return Answer(" ".join(one.speech for one in said), None, " ".join(one.text for one in said), True, None)


def question(words: Language, sentences: Sequence[Said | None], asks: str) -> Answer:
    """Return a question that yes or no answers."""
    return replace(told(sentences), reprompt=say(words, "yes_or_no").speech, ends=False, asks=asks)


def open_end(words: Language, answer: Answer, key: str) -> Answer:
    """Return an answer after which the conversation goes on."""
    more = say(words, key).speech
    return replace(answer, speech=f"{answer.speech} {more}", reprompt=more, ends=False)
