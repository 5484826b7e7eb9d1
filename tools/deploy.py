"""make deploy: sam build and sam deploy, once it is sure that nothing is mistyped: python -m tools.deploy churn BranchBuildTrigger=main.

A stack of a name that cannot work would be refused while it is made, minutes later. sam leaves out a parameter that the template does not have, and
what stands behind a space or between quotes of its value, and says nothing.
"""

import difflib
import json
import subprocess
import sys
from collections.abc import Iterable

from samtranslator.yaml_helper import yaml_parse

from check_stack_name.rule import refusal
from local.commands import ROOT, SAM


def main(stack: str, *given: str) -> int:
    """Deploy a stack with parameters of the form Name=Value; say instead what is mistyped, if anything is."""
    wrong = mistakes(stack, given, list(yaml_parse((ROOT / "template.yaml").read_text())["Parameters"]))
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    for words in (["build"], ["deploy", "--stack-name", stack, *overrides(given)]):
        status = subprocess.run([SAM, *words], cwd=ROOT, check=False).returncode
        if status:
            return status
    print(f'eval "$(make -s outputs STACK={stack})" gives a shell the stack\'s outputs by their names.')
    return 0


def mistakes(stack: str, given: Iterable[str], known: list[str]) -> list[str]:
    """Return a sentence for each mistake in a stack's name and in the names of its parameters."""
    name = refusal(stack)
    refused = [name.replace("Delete it and choose", "Choose")] if name else []
    return refused + [of_parameter(word, known) for word in given if word.partition("=")[0] not in known or "=" not in word]


def of_parameter(word: str, known: list[str]) -> str:
    """Return what is wrong with a word that sets no parameter."""
    name, sets, _ = word.partition("=")
    if name in known and not sets:
        return f"PARAMETERS: {name} has no value; expected {name}=…"
    close = difflib.get_close_matches(name, known, 1)
    expected = f"did you mean {close[0]}?" if close else "a value with spaces stands in quotes: \"BuildSchedule='rate(1 day)'\""
    return f"PARAMETERS: the stack has no parameter {name}; {expected}"


def overrides(given: Iterable[str]) -> list[str]:
    """Return sam's option for the parameters, each value in the quotes that sam needs to take it whole."""
    pairs = [word.split("=", 1) for word in given]
    words = [f"{name}={quoted(value)}" for name, value in pairs]
    return ["--parameter-overrides", *words] if words else []


def quoted(value: str) -> str:
    """Return a value in double quotes, in which it may stand already."""
    return value if len(value) > 1 and value[0] == value[-1] == '"' else json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
