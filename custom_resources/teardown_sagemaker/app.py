"""Teardown SageMaker: stops a stack's builds and removes what they made, before the rest of the stack goes.

An endpoint that is being made or updated can neither be stopped nor deleted, for hours if it must be. A function has 15 minutes, so one invocation hands on
to the next; a custom resource has an hour, so there are several of them, one behind the other.
"""

import json
import time
from contextlib import suppress
from typing import Any

from crhelper import CfnResource

from teardown_sagemaker.teardown import RESERVE_SECONDS, Teardown, client

helper = CfnResource(log_level="INFO", sleep_on_delete=0)
HOUR = 3540  # CloudFormation waits 3,600 seconds for an answer


class SomethingLeft(Exception):
    """Not everything could be removed in time; the message names what is left."""


class HandedOn(BaseException):
    """Another invocation goes on, and will answer. No Exception, for crhelper answers those."""


@helper.create
@helper.update
def keep(event: dict[str, Any], context: object) -> str:
    """Do nothing until the stack goes."""
    return f"teardown-{event['ResourceProperties']['StackName']}"


@helper.delete
def tear_down(event: dict[str, Any], context: Any) -> None:
    """Remove everything. What is left after the hour is left to the next resource, and the last one names it."""
    properties = event["ResourceProperties"]
    until = event.get("Until") or time.time() + HOUR
    teardown = Teardown(properties["StackName"], properties["StateMachineArns"], properties["ImageProject"])
    left = teardown.run(lambda: min(context.get_remaining_time_in_millis() / 1000, until - time.time()))
    if left and time.time() < until - RESERVE_SECONDS:
        hand_on({**event, "Until": until}, context)
    elif left and properties["IsLast"] == "true":
        raise SomethingLeft(f"still there: {', '.join(left)}. Delete the stack once more")


def hand_on(event: dict[str, Any], context: Any) -> None:
    """Let another invocation go on with a deletion."""
    client("lambda").invoke(FunctionName=context.invoked_function_arn, InvocationType="Event", Payload=json.dumps(event))
    raise HandedOn


def handler(event: dict[str, Any], context: object) -> None:
    """Answer CloudFormation, unless a later invocation will."""
    with suppress(HandedOn):
        helper(event, context)
