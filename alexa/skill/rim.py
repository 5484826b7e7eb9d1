"""Where ask-sdk-core's requests become plain values, and replies its responses."""

import json
import traceback
from collections.abc import Callable
from typing import Any

from ask_sdk_core.dispatch_components import AbstractExceptionHandler, AbstractRequestHandler
from ask_sdk_core.handler_input import HandlerInput
from ask_sdk_model import IntentRequest, LaunchRequest, Response, SessionEndedRequest
from ask_sdk_model.ui import SimpleCard

from sagebuild import SageBuildError
from skill.conversation import reply
from skill.intents import OPENING
from skill.turns import Reply, Stack
from voice import answers


class Conversation(AbstractRequestHandler):
    """Answers whoever opens the skill or asks it something."""

    def __init__(self, stack: Callable[[], Stack], title: str) -> None:
        self._stack, self._title = stack, title

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Return whether somebody waits for words."""
        return isinstance(handler_input.request_envelope.request, LaunchRequest | IntentRequest)

    def handle(self, handler_input: HandlerInput) -> Response:
        """Answer, and let Alexa keep what the next turn has to know."""
        request, attributes = handler_input.request_envelope.request, handler_input.attributes_manager
        language = answers.language_of(request.locale)
        said, kept = reply(intent_of(request), language, slots_of(request), attributes.session_attributes, self._stack())
        attributes.session_attributes = kept
        print(json.dumps({"intent": intent_of(request), "locale": request.locale, "request": request.request_id}))
        return response(handler_input, said, self._title)


class Rest(AbstractRequestHandler):
    """Takes note of the end of a session, and of whatever else Alexa tells: none of it may be answered with words."""

    def can_handle(self, handler_input: HandlerInput) -> bool:
        """Return whether this is left over by Conversation, which comes first."""
        return True

    def handle(self, handler_input: HandlerInput) -> Response:
        """Say nothing."""
        request = handler_input.request_envelope.request
        error = request.error.message if isinstance(request, SessionEndedRequest) and request.error else None
        print(json.dumps({"told": request.object_type, "error": error, "request": request.request_id}))
        return handler_input.response_builder.response


class Trouble(AbstractExceptionHandler):
    """Says calmly that something has gone wrong, and logs what."""

    def __init__(self, title: str) -> None:
        self._title = title

    def can_handle(self, handler_input: HandlerInput, exception: Exception) -> bool:
        """Return whether somebody waits for words."""
        return isinstance(handler_input.request_envelope.request, LaunchRequest | IntentRequest)

    def handle(self, handler_input: HandlerInput, exception: Exception) -> Response:
        """Say so."""
        request = handler_input.request_envelope.request
        told = [] if isinstance(exception, SageBuildError) else traceback.format_exception(exception)
        print(json.dumps({"trouble": intent_of(request), "error": str(exception), "trace": told, "request": request.request_id}))
        return response(handler_input, Reply(answers.trouble(answers.language_of(request.locale))), self._title)


def intent_of(request: LaunchRequest | IntentRequest) -> str:
    """Return the intent's name; opening the skill counts as one."""
    return str(request.intent.name) if isinstance(request, IntentRequest) else OPENING


def slots_of(request: LaunchRequest | IntentRequest) -> dict[str, str | None]:
    """Return what was said in the slots of the sentence, None for those that it left out."""
    slots: dict[str, Any] = (request.intent.slots or {}) if isinstance(request, IntentRequest) else {}
    return {name: slot.value for name, slot in slots.items()}


def response(handler_input: HandlerInput, said: Reply, title: str) -> Response:
    """Return the response that says a reply, with a card for people who have a screen."""
    builder, answer = handler_input.response_builder.speak(said.answer.speech), said.answer
    if answer.reprompt:
        builder.ask(answer.reprompt)
    builder.set_card(SimpleCard(title=title, content="\n\n".join(filter(None, (answer.card, said.url)))))
    return builder.set_should_end_session(answer.ends).response
