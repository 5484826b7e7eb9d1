"""Teardown SageMaker: stops a stack's builds and removes what they made, before the rest of the stack goes.

An endpoint that is being made or updated can neither be stopped nor deleted, for hours if it must be. A custom resource has an hour, so there are several of
them, one behind the other.
"""

from contextlib import suppress
from typing import Any

from crhelper import CfnResource

from handing_on.deletion import Deadline, HandedOn
from teardown_sagemaker.teardown import Teardown, client

helper = CfnResource(log_level="INFO", sleep_on_delete=0)


class SomethingLeft(Exception):
    """Not everything could be removed in time; the message names what is left."""


@helper.create
@helper.update
def keep(event: dict[str, Any], context: object) -> str:
    """Do nothing until the stack goes."""
    return f"teardown-{event['ResourceProperties']['StackName']}"


@helper.delete
def tear_down(event: dict[str, Any], context: Any) -> None:
    """Remove everything. What is left after the hour is left to the next resource, and the last one names it."""
    properties, deadline = event["ResourceProperties"], Deadline(event, context)
    left = Teardown(properties["StackName"], properties["StateMachineArns"], properties["ImageProject"]).run(deadline.is_over)
    if left and not deadline.is_hour_over():
        deadline.hand_on(client("lambda"))
    if left and properties["IsLast"] == "true":
        raise SomethingLeft(f"still there: {', '.join(left)}. Delete the stack once more")


def handler(event: dict[str, Any], context: object) -> None:
    """Answer CloudFormation, unless a later invocation will."""
    with suppress(HandedOn):
        helper(event, context)
