"""docs/beliefs.md, written from the checks: python -m prove.document. proved.json says which of them have held in a real account, and when."""

import json
from pathlib import Path

from prove.belief import BELIEFS, Belief
from prove.checks import SECTIONS
from prove.unchecked import UNCHECKED

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs/beliefs.md"
PROVED: dict[str, str] = json.loads((Path(__file__).parent / "proved.json").read_text())

HEAD = """# What we believe of AWS

The tests run on the [local AWS](local.md), which is made after AWS's documentation, and where that is silent, after what people report. What only a real
account can prove stands here. `make prove STACK=<name>` proves it: it says beforehand what it costs (well under a dollar, about an hour), asks, runs on
the cheapest instances, removes everything afterwards, and says belief by belief whether it held ([how](operations.md#proving-it-on-aws)). A row's name is
the name of its check in [prove/checks](../prove/checks). This file is written from them by `.venv/bin/python -m prove.document`.

What a real account has proved so far: {proved}.
"""
TABLE = """
## {title}

| belief | why, and where it stands | if it is otherwise | proved on AWS |
| --- | --- | --- | --- |
"""
WITHOUT_A_CHECK = """
## Believed, without a check yet

`make prove` says nothing of these: it never makes what would show them, such as an evaluation, several instances or autoscaling.

| belief | why | if it is otherwise |
| --- | --- | --- |
"""


def text() -> str:
    """Return the document."""
    parts = [HEAD.format(proved=f"{len(PROVED)} of {len(BELIEFS)}" if PROVED else "nothing yet")]
    for module, title in SECTIONS:
        parts.append(TABLE.format(title=title))
        parts += [row(found) for found in BELIEFS.values() if found.check.__module__ == module.__name__]
    parts.append(WITHOUT_A_CHECK)
    parts += [f"| {cell(found.says)} | {cell(found.why)} | {cell(found.otherwise)} |\n" for found in UNCHECKED]
    return "".join(parts)


def row(found: Belief) -> str:
    """Return a belief's row."""
    proved = PROVED.get(found.id, "not yet")
    return f"| `{found.id}`: {cell(found.says)} | {cell(found.why)} [source]({found.source}) | {cell(found.otherwise)} | {proved} |\n"


def cell(words: str) -> str:
    """Return words as they stand in a table."""
    return words.replace("|", "\\|")


if __name__ == "__main__":
    DOCUMENT.write_text(text())
    print(f"{DOCUMENT.relative_to(ROOT)}: {len(BELIEFS)} beliefs")
