"""A turn of the conversation: what is wanted, and what is replied."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from skill.asking import Look, Standing
from voice.answers import Answer
from voice.going_back import Way
from voice.would import Would


class Stack(Protocol):
    """What is asked of a stack."""

    def look(self) -> Look:
        """Look at the last builds."""

    def would(self) -> Would:
        """Return what a launch would do now."""

    def launch(self) -> bool:
        """Launch a build, and return whether it has to wait for one that runs."""

    def stop(self, version: int) -> bool:
        """Stop a version's build, and return whether it still ran."""

    def way_back(self) -> Way:
        """Return what the endpoint may go back to."""

    def roll_back(self, version: int, then: Standing) -> bool:
        """Let the endpoint go back to a version, and return whether that was done: not if things are no longer as they were."""


@dataclass(frozen=True)
class Reply:
    """An answer, and what it is about."""

    answer: Answer
    version: int | None = None  # whose build it asks about, or which version it asks to go back to
    url: str | None = None  # where a build can be looked at
    leaves: bool = False  # the conversation is over, whoever began it
    then: Standing | None = None  # how things were when it asked to go back


@dataclass(frozen=True)
class Turn:
    """What a person wants, after what was said last."""

    language: str
    slots: Mapping[str, str | None]
    last: Reply | None
    stack: Stack

    @property
    def asked(self) -> str | None:
        """Return what the last answer asked."""
        return self.last.answer.asks if self.last else None
