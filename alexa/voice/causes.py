"""What stands in a record (a cause, a reason) as words that can be spoken."""

import re

from voice.steps import ACTIVITIES

LONGEST = 160
TRACE = "Traceback (most recent call last)"
# What nobody wants to hear, in the order in which it is taken out.
UNSPOKEN = (
    r"\(log: [^)]*\)?",  # where the log is
    r"\b(?:training|tuning) job [\w.-]+:",
    r"\bimage build \S+",
    r"\bexecution arn:\S+",
    r"\barn:\S+",
    r"\bhttps?://\S+",
    r"\b\d{12}\.dkr\.ecr\.\S+",
    r"(?:\b[a-z][a-z0-9+.-]*:/)?/(?:[^\s/]+/)+",  # of an object or a file its name is enough
    r"\b(?=[\w-]*\d)[0-9a-fA-F-]{8,}\b",  # ids
    r"\bversion v?[\w-]*-v\d+-[\w-]*",
)
NOTHING = re.compile(r"\b(?:null|none|nan|undefined|nil|inf)\b", re.IGNORECASE)


def state_and_rest(cause: str) -> tuple[str | None, str]:
    """Return the state that a cause begins with, if it does, and what went wrong there."""
    state, colon, rest = cause.partition(": ")
    return (state, rest) if colon and state in ACTIVITIES else (None, cause)


def spoken(text: str | None, longest: int = LONGEST) -> str | None:
    """Return a text of a record as words; None if too little is left to make sense."""
    said = last_words(text or "")
    for pattern in UNSPOKEN:
        said = re.sub(pattern, " ", said)
    said = NOTHING.sub("nothing", letters_apart(said))
    said = "".join(mark if mark.isalnum() or mark in " .,:;?!'%-" else " " for mark in said)
    said = re.sub(r"\s+", " ", re.sub(r"(?<!\w)-+|-+(?!\w)", " ", said))
    said = re.sub(r"(?: ?[.,:;?!](?!\d))+(?= ?[.,:;?!])", "", said)
    said = short(re.sub(r" +([.,:;?!])", r"\1", said).strip(" .,:;!-'%"), longest)
    return said if len(re.findall(r"[^\W\d_]{2,}", said)) >= 2 else None


def last_words(text: str) -> str:
    """Return a text without stack traces: of a trace, its last line says what happened."""
    if TRACE in text:
        before, _, trace = text.rpartition(TRACE)
        lines = [line.strip() for line in trace.splitlines() if line.strip()]
        return f"{before.partition(TRACE)[0]} {lines[-1] if len(lines) > 1 else ''}"
    return re.sub(r"\n\s+at .*", "", text)


def letters_apart(text: str) -> str:
    """Return a text without CamelCase and snake_case: AlgorithmError is two words."""
    text = text.replace("_", " ")
    text = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", text)
    apart = [" " + mark if mark.isupper() and before.islower() else mark for before, mark in zip(" " + text, text, strict=False)]
    return "".join(apart)


def short(text: str, longest: int) -> str:
    """Return the beginning of a text, up to the end of a word."""
    return text if len(text) <= longest else text[:longest].rpartition(" ")[0].rstrip(" .,:;-") or text[:longest]
