"""Skill: tells by voice how the builds go, starts them and stops them."""

import functools
import os
from typing import Any

from ask_sdk_core.skill_builder import SkillBuilder

from skill.asking import Asking, Patience, patient
from skill.rim import Conversation, Rest, Trouble

patience = Patience()


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer a request of Alexa; one of another skill than ALEXA_SKILL_ID is refused with an error, if that is given."""
    patience.renew()
    answered: dict[str, Any] = skill()(event, context)
    return answered


@functools.cache
def skill() -> Any:
    """Return the skill of this process."""
    title = f"SageBuild: {os.environ['STACK_NAME']}"
    builder = SkillBuilder()
    builder.skill_id = os.environ["ALEXA_SKILL_ID"] or None
    builder.add_request_handler(Conversation(stack, title))
    builder.add_request_handler(Rest())
    builder.add_exception_handler(Trouble(title))
    return builder.lambda_handler()


@functools.cache
def stack() -> Asking:
    """Return the stack that this process asks."""
    return patient(os.environ["STACK_NAME"], patience)
