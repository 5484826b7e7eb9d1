"""Teardown SageMaker: stops a stack's builds and removes what they made, before the rest of the stack goes."""

from typing import Any

from crhelper import CfnResource

from teardown_sagemaker.teardown import Teardown

helper = CfnResource(log_level="INFO", sleep_on_delete=0)


@helper.create
@helper.update
def keep(event: dict[str, Any], context: object) -> str:
    """Do nothing until the stack goes."""
    return f"teardown-{event['ResourceProperties']['StackName']}"


@helper.delete
def tear_down(event: dict[str, Any], context: Any) -> None:
    """Remove everything; whatever is still left shortly before the function's time is over is named in the error."""
    properties = event["ResourceProperties"]
    teardown = Teardown(properties["StackName"], properties["EndpointName"], properties["StateMachineArns"])
    teardown.run(lambda: context.get_remaining_time_in_millis() / 1000)


def handler(event: dict[str, Any], context: object) -> None:
    """Answer CloudFormation."""
    helper(event, context)
