"""A turn of the conversation: what is wanted, and what is replied."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from skill.asking import Look
from voice.answers import Answer


class Stack(Protocol):
    """What is asked of a stack."""

    def look(self) -> Look:
        """Look at the last builds."""

    def launch(self) -> bool:
        """Launch a build, and return whether it has to wait for one that runs."""

    def stop(self, version: int) -> bool:
        """Stop a version's build, and return whether it still ran."""


@dataclass(frozen=True)
class Reply:
    """An answer, and what it is about."""

    answer: Answer
    version: int | None = None  # whose build it asks about
    url: str | None = None  # where a build can be looked at
    leaves: bool = False  # the conversation is over, whoever began it


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
