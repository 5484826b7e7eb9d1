"""What makes a language: its sentences, and how it counts."""

from collections.abc import Callable
from dataclasses import dataclass

Units = dict[str, tuple[str, str]]  # unit: one of it, and many of it with {} for the number; UNKNOWN and INSTANT have no number
UNKNOWN, INSTANT = "unknown", "instant"


@dataclass(frozen=True)
class Language:
    """A language's catalogue. Every sentence is whole; what stands in braces is a number, a time, a name or a whole clause."""

    sentences: dict[str, str]
    doing: dict[str, str]  # activity: what a build has been doing for {since}, a clause
    failed: dict[str, str]  # activity: during which a build failed
    metrics: dict[str, str]  # names of metrics that it has a word for, by what they are in English
    number: Callable[[int, str], str]
    lasting: Units
    since: Units
    joined: str  # two units
    under_a_minute: str
    under_a_cent: str
    point: str
    minus: str
    power: str  # of ten, for what is too large or too small to be read out
    foreign: bool  # whether what stands in a record, English as a rule, is another language
