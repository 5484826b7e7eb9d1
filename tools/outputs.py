"""Prints a stack's outputs as exports: eval "$(make -s outputs STACK=churn)" gives a shell their names.

The names are the outputs' own, the values whole. The stack's name is among them, as STACK.
"""

import shlex
import sys
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from tools.asking import unanswered


def main(stack: str) -> int:
    """Print the exports, or say on the error output why there are none."""
    try:
        (found,) = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    except (BotoCoreError, ClientError) as error:
        print(unanswered(f"The outputs of stack {stack}", error), file=sys.stderr)
        return 1
    print("\n".join(exports(found)))
    return 0


def exports(stack: dict[str, Any]) -> list[str]:
    """Return one line for the stack's name and one for each of its outputs, in the order of their names."""
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
    return [f"export {name}={shlex.quote(value)}" for name, value in [("STACK", stack["StackName"]), *sorted(outputs.items())]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
