"""Check Stack Name: a stack whose builds could never work is refused when it is made, before anything else is there."""

from typing import Any

from crhelper import CfnResource

from check_stack_name.rule import refusal

helper = CfnResource(log_level="INFO", sleep_on_delete=0)


class Refused(Exception):
    """The message says what a stack may be called."""


@helper.create
@helper.update
def check(event: dict[str, Any], context: object) -> str:
    """Let the stack be made, or say why not."""
    stack = event["ResourceProperties"]["StackName"]
    if sentence := refusal(stack):
        raise Refused(sentence)
    return f"name-{stack}"


@helper.delete
def forget(event: dict[str, Any], context: object) -> None:
    """Let the stack go, whatever it is called."""


def handler(event: dict[str, Any], context: object) -> None:
    """Answer CloudFormation."""
    helper(event, context)
