"""The end of a proof: the stack that was made for it goes, with everything that the proof has made in it and beside it."""

import time

from prove.aws import Aws, Refused
from prove.listening import stop_listening
from prove.stack import Stack, describe, find, is_marked

TRIES = 3
LONGEST = 7200.0


def remove(stack: Stack) -> list[str]:
    """Delete a stack, again if that fails, and return how each try ended."""
    ends: list[str] = []
    while len(ends) < TRIES and "DELETE_COMPLETE" not in ends:
        stack.aws.client("cloudformation").delete_stack(StackName=stack.name)
        ends.append(end(stack))
    stop_listening(stack.aws, stack.name)
    return ends


def end(stack: Stack) -> str:
    """Wait until a deletion has ended, and return its status."""
    deadline = time.monotonic() + LONGEST
    time.sleep(stack.aws.look_seconds)
    while (described := describe(stack.aws, stack.name)) is not None:
        status = str(described["StackStatus"])
        if status == "DELETE_FAILED" or time.monotonic() > deadline:
            return status
        time.sleep(stack.aws.look_seconds)
    return "DELETE_COMPLETE"


def clean(aws: Aws, name: str) -> str:
    """Remove what an earlier proof has left, and say so; raise Refused for a stack that no proof has used."""
    if describe(aws, name) is None:
        stop_listening(aws, name)
        return f"There is no stack {name}, and now no queue of a proof beside it."
    stack = find(aws, name)
    if not is_marked(stack):
        raise Refused(f"no proof has begun on stack {name}, and so nothing was removed")
    return words(name, remove(stack))


def words(name: str, ends: list[str]) -> str:
    """Return what a removal came to."""
    if ends[-1] == "DELETE_COMPLETE":
        return f"Everything is removed, the stack {name} as well."
    return f"Stack {name} is still there ({ends[-1]}): look at its events in CloudFormation, and then make prove STACK={name} ARGS=--clean"
