"""A device that hears typed sentences and asks a stack's skill, as Alexa would."""

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from local.commands import ROOT
from local.stack import Stack
from local.talk.understanding import understood

LOCALES = ("en-US", "en-GB", "de-DE", "es-ES")
SKILL = "amzn1.ask.skill.00000000-0000-0000-0000-000000000000"


class NotAnswered(Exception):
    """The skill's function has failed."""


@dataclass(frozen=True)
class Said:
    """What Alexa says, and whether it goes on listening."""

    text: str
    listens: bool


class Device:
    """One device, with the session that it is in."""

    def __init__(self, stack: Stack, locale: str = "en-US") -> None:
        self._stack, self._locale = stack, locale
        self._model = json.loads((ROOT / f"alexa/models/{locale}.json").read_text(encoding="utf-8"))
        self._session, self._kept = "", dict[str, Any]()

    def example(self) -> str:
        """Return a sentence of its language that begins a build."""
        intents = self._model["interactionModel"]["languageModel"]["intents"]
        return str(next(intent["samples"][0] for intent in intents if intent["name"] == "StartIntent"))

    def hears(self, sentence: str) -> Said:
        """Send a sentence to the skill, in the session that is open or in a new one."""
        answer = self._stack.account.client("lambda").invoke(
            FunctionName=self._stack.outputs["AlexaLambdaArn"], Payload=json.dumps(self._envelope(sentence)).encode()
        )
        said = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise NotAnswered(f"The skill's function failed: {said.get('errorMessage')}")
        listens = not said["response"].get("shouldEndSession", True)
        self._kept = said.get("sessionAttributes") or {}
        if not listens:
            self._session, self._kept = "", {}
        return Said(spoken(said["response"].get("outputSpeech", {}).get("ssml", "")), listens)

    def _envelope(self, sentence: str) -> dict[str, Any]:
        """Return Alexa's whole request."""
        new = not self._session
        self._session = self._session or f"amzn1.echo-api.session.{uuid.uuid4()}"
        who = {"application": {"applicationId": SKILL}, "user": {"userId": "amzn1.ask.account.KEYBOARD"}}
        request = {
            "requestId": f"amzn1.echo-api.request.{uuid.uuid4()}",
            "locale": self._locale,
            "timestamp": datetime.now(UTC).isoformat(),
        }
        return {
            "version": "1.0",
            "session": {"new": new, "sessionId": self._session, "attributes": self._kept, **who},
            "context": {"System": {**who, "device": {"deviceId": "amzn1.ask.device.KEYBOARD", "supportedInterfaces": {}}}},
            "request": {**understood(self._model, sentence), **request},
        }


def spoken(ssml: str) -> str:
    """Return the words in SSML."""
    return " ".join("".join(ElementTree.fromstring(ssml).itertext()).split()) if ssml else ""
