"""What a stack may be called."""

import re

LONGEST = 40  # the names of what builds make begin with it, and have at most 63 characters
TAKEN = "-rehearsal"  # ends the name of the endpoint on which a stack rehearses


def refusal(stack: str) -> str | None:
    """Return why a stack cannot have a name, None if it can.

    The endpoint gets the name. SageMaker writes names in ARNs in lower case, and the stack's policies name those ARNs; ECR takes no two hyphens in a row.
    """
    if len(stack) > LONGEST or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", stack):
        return (
            f"The stack cannot be called {stack[:LONGEST]}{'…' if len(stack) > LONGEST else ''}: expected at most {LONGEST} lower case letters, digits and"
            " single hyphens, a letter first and no hyphen last. Delete it and choose another name"
        )
    if stack.endswith(TAKEN):
        return (
            f"The stack cannot be called {stack}: that is the name of the endpoint on which a stack {stack.removesuffix(TAKEN)} rehearses."
            " Delete it and choose another name"
        )
    return None
