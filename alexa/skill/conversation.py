"""How one turn follows another: what Alexa keeps between them, and when the session goes on."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from skill.intents import INTENTS, OPENING, fallback
from skill.turns import Reply, Stack, Turn
from voice import answers
from voice.answers import Answer

Attributes = dict[str, Any]


def reply(intent: str, language: str, slots: Mapping[str, str | None], kept: Mapping[str, Any], stack: Stack) -> tuple[Reply, Attributes]:
    """Return what is replied to an intent, and what the next turn has to know.

    Whoever has opened the skill is listened to until he leaves; whoever has asked one thing is listened to only if he was asked back.
    """
    said = INTENTS.get(intent, fallback)(Turn(language, slots, last_of(kept), stack))
    is_open = intent == OPENING or bool(kept.get("Open"))
    answer = answers.go_on(language, said.answer) if is_open and not said.leaves else said.answer
    return replace(said, answer=answer), {"Open": is_open, "Said": asdict(said)}


def last_of(kept: Mapping[str, Any]) -> Reply | None:
    """Return what was replied last, as it was before it went on."""
    said = kept.get("Said")
    return Reply(**{**said, "answer": Answer(**said["answer"])}) if said else None
