"""What is still there of a stack that has been deleted: nothing, if all went well. It reads, and changes nothing.

make leaks STACK=churn, or python -m tools.leaks churn.
"""

import re
import sys
from collections.abc import Iterable

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local import inventory
from tools.asking import unanswered

# How the names go on that begin with the stack's. A stack's own name has no capitals, and so nothing here is a neighbour's, such as churn-dev's.
OWN = r"(?:-(?:[A-Z]|[0-9a-f]{8}$|rehearsal(?:/|$)|(?:data|code)bucket-|(?:image|cache)repository-)|/|$)"
# What may stand before: of log groups, ARNs and addresses, of the parameter, of what scales the endpoint, and of a function's network interface.
BEFORE = r"(?:.*[/:]|TargetTracking-endpoint/|ENI-)?"
VERSION = r"-v\d+-[0-9a-f]{8}(?:-new|-old)?$"


def of_stack(stack: str, lines: Iterable[str]) -> list[str]:
    """Return the resources, of an account's "service name" lines, that are a stack's."""
    return sorted(line for line in lines if is_own(stack, *line.split(" ", 1)))


def is_own(stack: str, service: str, name: str) -> bool:
    """Return whether a resource has a name that only this stack gives; versions make things in SageMaker alone."""
    last = name.rpartition(" ")[2]
    return bool(re.match(BEFORE + re.escape(stack) + OWN, last) or (service == "sagemaker" and re.match(re.escape(stack) + VERSION, last)))


def main(stack: str) -> int:
    """Print what is left of a stack, and fail if anything is, or if the account cannot be asked."""
    try:
        left = of_stack(stack, inventory.take(boto3.client))
    except (BotoCoreError, ClientError) as error:
        print(unanswered(f"What is left of stack {stack}", error), file=sys.stderr)
        return 2
    print("\n".join(left) if left else f"Nothing is left of {stack}.")
    return int(bool(left))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
