"""Calls that AWS should refuse, and states tried by themselves."""

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from prove.aws import code, message
from prove.evidence import Answer
from prove.stack import Stack


def refused(call: Callable[..., Any], **request: Any) -> Answer:
    """Make a call, and return what it was answered."""
    try:
        call(**request)
    except ClientError as error:
        return Answer(code(error), message(error))
    return Answer("", "")


def tried(stack: Stack, integration: str, arguments: dict[str, Any]) -> Answer:
    """Run one Task with the build state machine's role, and return the name and the cause of its error as the machine would see them."""
    states = stack.aws.client("stepfunctions")
    machine = stack.outputs["StateMachine"]
    role = states.describe_state_machine(stateMachineArn=machine)["roleArn"]
    resource = f"arn:{machine.split(':')[1]}:states:::{integration}"
    state = {"QueryLanguage": "JSONata", "Type": "Task", "Resource": resource, "Arguments": "{% $states.input %}", "End": True}
    done = states.test_state(definition=json.dumps(state), roleArn=role, input=json.dumps(arguments))
    return Answer(done.get("error", ""), done.get("cause", ""))


def named(stack: Stack, service: str) -> set[str]:
    """Return the names of a service's errors that the state machine retries or catches somewhere."""
    definition = stack.aws.client("stepfunctions").describe_state_machine(stateMachineArn=stack.outputs["StateMachine"])["definition"]
    return {name for name in errors(json.loads(definition)) if name.startswith(f"{service}.")}


def errors(part: Any) -> set[str]:
    """Return the error names of all Retries and Catches in a part of a definition."""
    if isinstance(part, list):
        return set().union(*map(errors, part))
    if not isinstance(part, dict):
        return set()
    own = {name for rule in (*part.get("Retry", []), *part.get("Catch", [])) for name in rule["ErrorEquals"]}
    return own.union(*map(errors, part.values()))
