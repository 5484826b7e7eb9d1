"""Draws the state machines as they are into docs/architecture.md: python -m tools.machine_drawings.

A drawing stands behind the line that names its file. Solid arrows are the way of a state that goes well or chooses, dotted ones that of a failure; the one
failure that nearly all states share is drawn once.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs/architecture.md"
DRAWING = re.compile(r"(<!-- (statemachine/\w+\.asl\.json) -->\n)(?:```mermaid\n.*?```\n)?", re.DOTALL)
Machine = dict[str, Any]


def written(text: str) -> str:
    """Return a document with the drawings that belong behind its lines."""
    return DRAWING.sub(lambda found: f"{found[1]}```mermaid\n{drawing(json.loads((ROOT / found[2]).read_text()))}```\n", text)


def drawing(machine: Machine) -> str:
    """Return a machine as a Mermaid flowchart."""
    return "\n".join(["flowchart TB", f"  begin(( )) --> {name_of(machine['StartAt'])}", *states(machine, "  ")]) + "\n"


def states(machine: Machine, indent: str) -> Iterator[str]:
    """Yield the lines of a machine's states, and of the arrows between them."""
    for name, state in machine["States"].items():
        yield from node(name, state, indent)
    shared = shared_failure(machine)
    if shared:
        yield f"{indent}{name_of('failure of ' + shared)}[/whatever fails/] -.-> {name_of(shared)}"
    for name, state in machine["States"].items():
        for target in ahead(state):
            yield f"{indent}{name_of(name)} --> {name_of(target)}"
        for target in dict.fromkeys(catch["Next"] for catch in state.get("Catch", [])):
            if target != shared:
                yield f"{indent}{name_of(name)} -.-> {name_of(target)}"


def node(name: str, state: dict[str, Any], indent: str) -> Iterator[str]:
    """Yield the lines of one state; a Parallel or Map holds the states of its branches."""
    inner = [*state.get("Branches", []), *([state["ItemProcessor"]] if "ItemProcessor" in state else [])]
    if not inner:
        opening, closing = {"Choice": ("{{", "}}"), "Succeed": ("([", "])"), "Fail": ("([", "])"), "Wait": ("[/", "/]")}.get(
            state["Type"], ("[", "]")
        )
        yield f'{indent}{name_of(name)}{opening}"{name}"{closing}'
        return
    yield f'{indent}subgraph {name_of(name)}["{name}"]'
    for number, branch in enumerate(inner, 1):
        yield f'{indent}  subgraph {name_of(name)}{number}[" "]'
        yield f"{indent}    direction TB"
        yield from states(branch, indent + "    ")
        yield f"{indent}  end"
    yield f"{indent}end"


def ahead(state: dict[str, Any]) -> list[str]:
    """Return where a state leads that goes well, or chooses."""
    parts = [*state.get("Choices", []), state]
    return list(dict.fromkeys(part[key] for part in parts for key in ("Next", "Default") if key in part))


def shared_failure(machine: Machine) -> str | None:
    """Return where the failures of more than one of a machine's states lead, None if they have nothing in common."""
    last = Counter(state["Catch"][-1]["Next"] for state in machine["States"].values() if "Catch" in state)
    target, times = last.most_common(1)[0] if last else ("", 0)
    return target if times > 1 else None


def name_of(state: str) -> str:
    """Return a state's name as Mermaid takes it for an identifier."""
    return re.sub(r"\W", "", state.title())


if __name__ == "__main__":
    DOCUMENT.write_text(written(DOCUMENT.read_text()))
