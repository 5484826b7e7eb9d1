"""What a document holds that nobody else should read: environments, and whatever is called like a secret."""

import re
from collections.abc import Iterator
from typing import Any

from document.json_text import within

CALLED = re.compile(r"pass(word|wd|phrase|code)?$|secret|token$|credentials?$|(api|access|private|auth)[_-]?key$", re.IGNORECASE)
SHORTEST = 4  # characters; shorter ones stand in too many other words
BLOT = "[blotted out]"


def secrets(document: Any) -> set[str]:
    """Return the texts that are blotted out of a log before it is quoted: of several lines each, for a log is written line by line."""
    return {line for text in texts(document) for line in map(str.strip, text.splitlines()) if len(line) >= SHORTEST}


def is_secret(key: str) -> bool:
    """Return whether what stands under a key is nobody else's business."""
    return key == "Environment" or bool(CALLED.search(key))


def texts(value: Any) -> Iterator[str]:
    """Yield every text of an Environment and of a key that is called like a secret."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item) if is_secret(key) else texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def leaves(value: Any) -> Iterator[str]:
    """Yield every text and number in a value."""
    if isinstance(value, dict | list):
        for item in within(value):
            yield from leaves(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def blotted(text: str, hidden: set[str]) -> str:
    """Return a text without secrets; the longest first, for one may hold another."""
    for secret in sorted(hidden, key=len, reverse=True):
        text = text.replace(secret, BLOT)
    return text
