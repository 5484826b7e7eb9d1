"""Before the endpoint goes back: whether a person agrees to what will serve."""

import sys

from sagebuild.errors import Refused
from sagebuild.stack import SageBuild


def version(stack: SageBuild, named: int | None) -> int | None:
    """Return the version that a person agrees to go back to; None where there is none, for the stack to say why it refuses.

    Raises:
        Refused: the answer is no.
    """
    served = stack.served()
    target = named or served.previous
    if target and not says_yes(question(stack, served.current, target)):
        raise Refused("Nothing was changed")
    return target


def question(stack: SageBuild, current: int | None, target: int) -> str:
    """Return what a person is asked."""
    build = stack.status()
    stopped = f" The build of version {build.version}, which runs, is stopped first." if build and build.running else ""
    return f"{stack.name} serves {f'version {current}' if current else 'nothing'}.{stopped} Go back to version {target}? [y/N] "


def says_yes(question: str) -> bool:
    """Return whether a person agrees; who cannot be asked does not."""
    print(question, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
