"""What somebody has mistyped in make deploy, said before anything is built: python -m tools.deployable churn BranchBuildTrigger=main.

A stack of a name that cannot work is refused while it is made, minutes later; sam leaves out parameters that the template does not have, and says nothing.
"""

import difflib
import sys
from collections.abc import Iterable
from pathlib import Path

from samtranslator.yaml_helper import yaml_parse

from check_stack_name.rule import refusal

TEMPLATE = Path(__file__).parents[1] / "template.yaml"


def main(stack: str, *given: str) -> int:
    """Print what is wrong, and fail if anything is."""
    wrong = mistakes(stack, given, list(yaml_parse(TEMPLATE.read_text())["Parameters"]))
    print("".join(f"{sentence}\n" for sentence in wrong), end="", file=sys.stderr)
    return int(bool(wrong))


def mistakes(stack: str, given: Iterable[str], known: list[str]) -> list[str]:
    """Return a sentence for each mistake in a stack's name and in parameters of the form Name=Value."""
    name = refusal(stack)
    refused = [name.replace("Delete it and choose", "Choose")] if name else []
    return refused + [of_parameter(word, known) for word in given if word.partition("=")[0] not in known or "=" not in word]


def of_parameter(word: str, known: list[str]) -> str:
    """Return what is wrong with a word that sets no parameter."""
    name, sets, _ = word.partition("=")
    if name in known and not sets:
        return f"PARAMETERS: {name} has no value; expected {name}=…"
    close = difflib.get_close_matches(name, known, 1)
    return f"PARAMETERS: the stack has no parameter {name}; {f'did you mean {close[0]}?' if close else 'docs/README.md leads to them'}"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
