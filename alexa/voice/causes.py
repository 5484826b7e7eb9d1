"""What stands in a record (a cause, a reason) as words that can be spoken."""

import re

from voice.steps import ACTIVITIES

LONGEST = 160
READ = 1000  # characters of a text that are looked at; a record's may have 32,000
TRACE = "Traceback (most recent call last):"
# What nobody wants to hear, in the order in which it is taken out, and what is said in its place.
UNSPOKEN = (
    (r"\(log: [^)]*\)?", ""),  # where the log is
    (r"\b(?:training|tuning|processing) job [\w.-]+:", ""),
    (r"\bimage build \S+", ""),
    (r"\bexecution arn:\S+", ""),
    (r"\bUser: arn:\S+", "the role"),
    (r"\bon resource: arn:\S+", ""),
    (r"\barn:\S+", ""),
    (r"\bhttps?://\S+", ""),
    (r"\b\d{12}\.dkr\.ecr\.\S+", "the image"),
    (r"(?:\b[a-z][a-z0-9+.-]*:/)?/(?:[^\s/]+/)+", ""),  # of an object or a file its name is enough
    (r"(?: at)? \d{4}-\d\d-\d\dT\S+", ""),  # a time, in a zone that is nobody's
    (r"\bis at [0-9a-f]{7,}\b", "was pushed"),  # a branch
    (r"[^\s\[]*\[[^\s\]]*\]\S*", ""),  # patterns
    (r"\b(?=[\w-]*\d)[0-9a-fA-F-]{8,}\b", ""),  # ids
)
NOTHING = re.compile(r"\b(?:null|none|nan|undefined|nil|inf)\b(?! of\b)", re.IGNORECASE)


def state_and_rest(cause: str) -> tuple[str | None, str]:
    """Return the state that a cause begins with, if it does, and what went wrong there."""
    state, colon, rest = cause.partition(": ")
    return (state, rest) if colon and state in ACTIVITIES else (None, cause)


def spoken(text: str | None, longest: int = LONGEST) -> str | None:
    """Return a text of a record as words; None if nothing is left that says something."""
    said = last_words(text or "")[:READ]
    for pattern, instead in UNSPOKEN:
        said = re.sub(pattern, f" {instead} ", said)
    said = NOTHING.sub("nothing", letters_apart(NOTHING.sub("nothing", said)))
    said = "".join(mark if mark.isalnum() or mark in " .,:;?!'%-" else " " for mark in said)
    said = re.sub(r"\s+", " ", re.sub(r"(?<!\w)[-']+|[-']+(?!\w)", " ", said))
    said = re.sub(r"(?: ?[.,:;?!](?!\d))+(?= ?[.,:;?!])", "", said)
    said = re.sub(r"([,:;])(?=[^\W\d_])", r"\1 ", said)
    said = short(re.sub(r" +([.,:;?!])", r"\1", said).strip(" .,:;!-'%"), longest)
    return said if set(re.findall(r"[^\W\d_]{3,}", said)) - {"nothing"} else None


def last_words(text: str) -> str:
    """Return a text without stack traces: of a trace, its last line says what happened, and so it does of what a script's container quotes."""
    if quoted := re.search(r'ErrorMessage "([^"]+)', text):
        return quoted[1].strip().splitlines()[-1] if quoted[1].strip() else ""
    if TRACE in text:
        before, _, trace = text.rpartition(TRACE)
        lines = [line.strip() for line in trace.splitlines() if line.strip()]
        return f"{before.partition(TRACE)[0]} {lines[-1] if len(lines) > 1 else ''}"
    return re.sub(r"\n[ \t]+at .*", "", text)


def letters_apart(text: str) -> str:
    """Return a text without CamelCase and snake_case: AlgorithmError is two words."""
    text = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", text.replace("_", " "))
    parts = []
    for before, mark, after in zip(" " + text, text, text[1:] + " ", strict=False):
        inside = mark.isupper() and before.islower()
        parts.append(" " + (mark.lower() if after.islower() else mark) if inside else mark)
    return "".join(parts)


def short(text: str, longest: int) -> str:
    """Return the beginning of a text, up to the end of a sentence or, if that leaves too little, of a word."""
    if len(text) <= longest:
        return text
    cut = text[:longest]
    sentence = cut.rpartition(". ")[0]
    return sentence if len(sentence) > longest / 3 else cut.rpartition(" ")[0].rstrip(" .,:;-'") or cut
